package io.aguacero.chaos.rows;

import io.aguacero.chaos.Outcome;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.checker.LogPath;
import io.aguacero.chaos.load.LoadReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of what was tried and what came of it. */
final class Report {
    private static final String HEAD = """
            # Fault matrix

            What `./test.sh chaos` tried of each row last, and what came of it: under load, with every promise judged by the checker
            after each row. Generated; how a row is made stands in [system-tests](../system-tests/README.md). Of a row that isn't here
            no run in full length is recorded.

            **Latest**: the longest time until an answer, less the client's own standstills; in brackets how many came later than
            the door's deadline of 5 s and half a second. **Outage**: the longest time without a 202. **Settled**: from the end of
            the load until both paths had counted everything exactly. **Twice**: events that stand twice in the log of Kafka and
            of RabbitMQ, and are counted once.

            | row | fault | seed | injected | acknowledged | answers | latest ms | outage ms | settled ms | twice | kept |
            |---|---|---|---|---|---|---|---|---|---|---|
            """;

    private static final Pattern LINE = Pattern.compile("\\| (\\d+) \\| .*");

    private final Path file;
    private final Optional<Path> table;
    private final List<String> before;
    private final List<String> lines = new ArrayList<>();

    /**
     * A table of this run.
     *
     * @param table another one, in which this run's rows take the place of what is there of them
     * @param whole whether all rows are run, so that nothing else stays in the other table
     */
    Report(Path file, Optional<Path> table, boolean whole) {
        this.file = file;
        this.table = table;
        this.before = table.filter(there -> !whole && Files.exists(there))
                .map(Report::read)
                .orElse(List.of());
    }

    private static List<String> read(Path from) {
        try (Stream<String> all = Files.lines(from)) {
            return all.filter(line -> LINE.matcher(line).matches()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int row(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(line);
        }
        return Integer.parseInt(matcher.group(1));
    }

    private List<String> merged() {
        Set<Integer> mine = lines.stream().map(Report::row).collect(Collectors.toSet());
        return Stream.concat(before.stream().filter(line -> !mine.contains(row(line))), lines.stream())
                .sorted(Comparator.comparingInt(Report::row))
                .toList();
    }

    /** A row that came to no end. */
    void addFailed(Row row, long seed) {
        lines.add("| " + row.number() + " | " + row.fault() + " | " + seed + " | | | | | | | | **no** |");
        write();
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
        write();
    }

    private void write() {
        write(file, lines);
        table.ifPresent(to -> write(to, merged()));
    }

    private static void write(Path to, List<String> lines) {
        try {
            Files.createDirectories(to.getParent());
            Files.writeString(to, HEAD + String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
