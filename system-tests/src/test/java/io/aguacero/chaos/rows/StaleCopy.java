package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** The store comes back with what it held a while ago, as a replica does that was behind when it was promoted. */
final class StaleCopy implements Row {
    @Override
    public int number() {
        return 30;
    }

    @Override
    public String fault() {
        return "kill -9 valkey, and back with a copy of some seconds before, as after a failover to a stale replica";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public void run(ChaosRun run) throws IOException {
        for (int i = run.times(5, 1); i > 0; i--) {
            Path journal = run.stack().valkey().journal();
            Path copy = journal.resolveSibling("copy");
            replace(journal, copy);
            run.during(Duration.ofSeconds(1), Duration.ofSeconds(6));
            run.stack().hold("valkey");
            run.kill("valkey");
            replace(copy, journal);
            run.stack().release("valkey");
            run.stack().awaitReady("valkey");
            run.awaitAccepted(100);
        }
    }

    /** Of files that are only ever appended to, so that a copy of a running store is an earlier state of it. */
    private static void replace(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            try (Stream<Path> old = Files.list(to)) {
                old.forEach(StaleCopy::delete);
            }
        }
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
