package io.aguacero.bench;

import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.Programs;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Load by {@code wrk} in a closed loop: each connection sends its next request when it has the answer to the last one. */
final class Wrk {
    private final Path directory;
    private final String key;

    /**
     * @param directory of its log
     * @param key sent with each request
     */
    Wrk(Path directory, String key) {
        this.directory = directory;
        this.key = key;
    }

    /** Another text in each run, so that no id comes twice. */
    static String run() {
        return "%08x".formatted(ThreadLocalRandom.current().nextInt() & Integer.MAX_VALUE);
    }

    /** Whether somebody listens there. */
    static boolean listens(URI url) {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /**
     * Loads a door for so long.
     *
     * @throws IllegalStateException if wrk fails
     */
    Answers load(URI url, Shape shape, Duration duration) throws IOException {
        Path log = directory.resolve("wrk.log");
        List<String> command = List.of(
                Programs.find("wrk"),
                "--threads=1",
                "--connections=" + shape.connections(),
                "--duration=" + duration.toSeconds() + "s",
                "--timeout=10s",
                "--script=" + Path.of("bench/load.lua").toAbsolutePath(),
                url.toString());
        Map<String, String> environment = Map.of(
                "BENCH_KEY", key,
                "BENCH_FORMAT", shape.format(),
                "BENCH_EVENTS", Integer.toString(shape.eventsPerRequest()),
                "BENCH_RUN", run());
        OsProcess.start(new Launch("wrk", command, environment, directory, log))
                .onExit()
                .join();
        String[] result = Files.readAllLines(log).stream()
                .filter(line -> line.startsWith("RESULT "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("wrk failed, see " + log))
                .split(" ");
        return new Answers(
                Long.parseLong(result[1]) * shape.eventsPerRequest(),
                Long.parseLong(result[2]) / 1e6,
                Long.parseLong(result[3]) / 1e3,
                Long.parseLong(result[4]) / 1e3,
                Long.parseLong(result[5]));
    }
}
