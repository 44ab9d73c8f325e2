package io.aguacero.chaos.rows;

import io.aguacero.chaos.Outcome;
import io.aguacero.chaos.checker.LogPath;
import io.aguacero.chaos.load.LoadReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The table of what was tried and what came of it. */
final class Report {
    private static final String HEAD = """
            # Fault matrix

            What `./test.sh chaos` tried last, and what came of it: under load, with every promise judged by the checker after
            each row. Generated; how a row is made stands in [system-tests](../system-tests/README.md).

            **Latest**: the longest time until an answer, less the client's own standstills; in brackets how many came later than
            the door's deadline of 5 s and half a second. **Outage**: the longest time without a 202. **Settled**: from the end of
            the load until both paths had counted everything exactly. **Twice**: events that stand twice in the log of Kafka and
            of RabbitMQ, and are counted once.

            | row | fault | seed | injected | acknowledged | answers | latest ms | outage ms | settled ms | twice | kept |
            |---|---|---|---|---|---|---|---|---|---|---|
            """;

    private final List<Path> files;
    private final List<String> lines = new ArrayList<>();

    Report(List<Path> files) {
        this.files = List.copyOf(files);
    }

    void add(Outcome outcome, boolean kept) {
        LoadReport load = outcome.load();
        String answers = load.answers().entrySet().stream()
                .map(status -> (status.getKey() == 0 ? "none" : status.getKey()) + ": " + status.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
        lines.add("| " + outcome.row().number() + " | " + outcome.row().fault() + " | " + outcome.seed() + " | "
                + outcome.injected().size() + " | " + load.acknowledged() + " | " + answers + " | "
                + load.latestMillis() + " (" + load.late() + ") | " + load.outageMillis() + " | "
                + outcome.settledMillis() + " | " + outcome.duplicates().get(LogPath.KAFKA) + ", "
                + outcome.duplicates().get(LogPath.RABBITMQ) + " | " + (kept ? "yes" : "**no**") + " |");
        try {
            for (Path file : files) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, HEAD + String.join("\n", lines) + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
