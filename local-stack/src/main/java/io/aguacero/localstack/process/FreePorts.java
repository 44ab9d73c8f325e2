package io.aguacero.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Ports that nobody listens on. They lie below the range from which the kernel takes the ports of outgoing connections:
 * a server that is down for a while would otherwise find its port taken when it comes back.
 */
public final class FreePorts {
    private static final int FIRST = 15_000;
    private static final int END = 32_000;
    private static final int TRIES_MAX = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
    /** The byte at a port's number is locked by the JVM that it was given to, until that ends. */
    private static final FileChannel CLAIMS = claims();

    private FreePorts() {}

    /** A port of loopback that is free now, and that no JVM of this user has been given since it started. */
    public static int next() {
        return inARow(1);
    }

    /**
     * The same of some ports with consecutive numbers.
     *
     * @return the first of them
     */
    public static int inARow(int ports) {
        RandomGenerator random = RandomGenerator.getDefault();
        for (int i = 0; i < TRIES_MAX; i++) {
            int first = random.nextInt(FIRST, END - ports + 1);
            if (IntStream.range(first, first + ports).allMatch(port -> free(port) && GIVEN.add(port) && claim(port))) {
                return first;
            }
        }
        throw new IllegalStateException("no " + ports + " free ports between " + FIRST + " and " + END);
    }

    private static FileChannel claims() {
        Path folder = Path.of(System.getProperty("user.home"), ".cache", "aguacero");
        try {
            Files.createDirectories(folder);
            return FileChannel.open(folder.resolve("ports"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " can't be written", e);
        }
    }

    private static boolean claim(int port) {
        try {
            @Nullable FileLock lock = CLAIMS.tryLock(port, 1, false);
            return lock != null;
        } catch (IOException e) {
            throw new UncheckedIOException("no port can be claimed", e);
        }
    }

    /** Whether a server could listen on this port of loopback now. It takes the port for a moment: not while one is about to. */
    public static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
