package io.aguacero.localstack.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void aStartWithTheCacheUsesIt() throws IOException {
        Path program = Files.createFile(directory.resolve("program.jar"));
        AotCache cache = new AotCache(program, directory.resolve("start.aot"));
        int port = FreePorts.next();
        assertEquals(List.of(), cache.options());

        cache.train(launch(port, List.of()), LIMIT, () -> listens(port));

        startsWithIt(cache, port);
    }

    @Test
    void aStartWithTheCacheOfAStartAndSomeWorkUsesIt() throws IOException {
        Path program = Files.createFile(directory.resolve("program.jar"));
        AotCache cache = new AotCache(program, directory.resolve("work.aot"));
        int port = FreePorts.next();
        AtomicBoolean upAtWork = new AtomicBoolean();
        // As a program is launched that has another one already.
        Launch launch = launch(port, List.of("-XX:AOTCache=" + directory.resolve("start.aot")));

        cache.train(launch, LIMIT, () -> listens(port), () -> upAtWork.set(listens(port)));

        assertTrue(upAtWork.get(), "the work came before the start or after the end");
        startsWithIt(cache, port);
    }

    private void startsWithIt(AotCache cache, int port) {
        // With this mode a JVM that can't use its cache ends as it starts.
        List<String> options = new ArrayList<>(cache.options());
        assertEquals(1, options.size());
        options.add("-XX:AOTMode=on");
        OsProcess process = OsProcess.start(launch(port, options));
        try {
            process.awaitReady(LIMIT, () -> listens(port));
        } finally {
            process.kill();
        }
    }

    @Test
    void aCacheThatIsOlderThanItsProgramIsNotUsed() throws IOException {
        Path program = Files.createFile(directory.resolve("program.jar"));
        Path file = Files.createFile(directory.resolve("start.aot"));
        FileTime made = Files.getLastModifiedTime(file);
        AotCache cache = new AotCache(program, file);
        assertEquals(List.of("-XX:AOTCache=" + file), cache.options());

        Files.setLastModifiedTime(program, FileTime.fromMillis(made.toMillis() + 1));

        assertEquals(List.of(), cache.options());
    }

    @Test
    void aProgramThatDoesNotStartLeavesNoCache() throws IOException {
        Path program = Files.createFile(directory.resolve("program.jar"));
        AotCache cache = new AotCache(program, directory.resolve("start.aot"));
        Launch refused = launch(-1, List.of());
        assertThrows(IllegalStateException.class, () -> cache.train(refused, LIMIT, () -> false));
        assertEquals(List.of(), cache.options());
    }

    /** The JDK's own file server. */
    private Launch launch(int port, List<String> options) {
        List<String> command = new ArrayList<>(List.of(Programs.java()));
        command.addAll(options);
        command.addAll(List.of("-m", "jdk.httpserver", "-b", "127.0.0.1", "-p", Integer.toString(port)));
        command.addAll(List.of("-d", directory.toString()));
        return new Launch("served", command, Map.of(), directory, directory.resolve("served.log"));
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
