package io.aguacero.localstack.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Ports that nobody listens on. They lie below the range from which the kernel takes the ports of outgoing connections:
 * a server that is down for a while would otherwise find its port taken when it comes back.
 */
public final class FreePorts {
    private static final int FIRST = 15_000;
    private static final int END = 32_000;
    private static final int TRIES_MAX = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /** A port of loopback that is free now, and that this JVM has not been given before. */
    public static int next() {
        RandomGenerator random = RandomGenerator.getDefault();
        for (int i = 0; i < TRIES_MAX; i++) {
            int port = random.nextInt(FIRST, END);
            if (free(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + END);
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
