package io.aguacero.chaos;

import io.aguacero.chaos.checker.Checker;
import io.aguacero.chaos.checker.Evidence;
import io.aguacero.chaos.checker.KindSpec;
import io.aguacero.chaos.checker.LogEvent;
import io.aguacero.chaos.checker.LogPath;
import io.aguacero.chaos.checker.Mutations;
import io.aguacero.chaos.checker.Violation;
import io.aguacero.chaos.load.LoadClient;
import io.aguacero.chaos.load.LoadReport;
import io.aguacero.localstack.process.Until;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** One stack and the rows that run on it, one after the other; each time all that it has ever taken in is judged. */
public final class Session implements AutoCloseable {
    private static final int SENDERS = 12;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(90);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(90);
    private static final Duration LOOK_PAUSE = Duration.ofSeconds(1);

    private final Path home;
    private final ChaosStack stack;
    private final Planting planting;
    private final Checker checker;
    private final List<Path> clients = new ArrayList<>();
    private long acknowledged;
    private @Nullable Evidence last;

    /** Starts a stack of this shape in an empty folder. */
    public Session(Path home, Shape shape, long seed) {
        this.home = home;
        this.stack = new ChaosStack(home, shape, seed);
        this.planting = new Planting(stack.bootstrap(), stack.rabbitMq().amqpUri());
        this.checker = new Checker(KindSpec.readAll(stack.kinds()));
    }

    /** Runs a row under load, and judges. */
    public Outcome run(Row row, long seed, ChaosRun.Length length) throws Exception {
        String prefix = "r" + row.number() + "-" + clients.size();
        Path client = home.resolve("client/" + prefix);
        clients.add(client);
        LoadClient.Pressure pressure = new LoadClient.Pressure(SENDERS, PAUSE, row.resends(), 0);
        LoadReport report;
        ChaosRun run;
        try (LoadClient load =
                new LoadClient(stack.doors(), stack.key(), client, prefix, seed, pressure, row.breaksDoor())) {
            run = new ChaosRun(stack, load, more -> another(more, client, seed), seed, length, planting);
            run.awaitAccepted(100);
            row.run(run);
            if (!row.losesLog()) {
                stack.mend();
            }
            run.awaitAccepted(100);
            report = run.pressed().stream().reduce(load.end(ANSWER_LIMIT), LoadReport::and);
        }
        acknowledged += report.acknowledged();
        long ended = System.nanoTime();
        Judgement judgement = row.losesLog() ? new Judgement(null, List.of()) : settle();
        last = judgement.evidence;
        return new Outcome(
                row,
                seed,
                run.injected(),
                report,
                judgement.evidence == null ? Map.of() : duplicates(judgement.evidence, prefix),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ended),
                judgement.violations);
    }

    /** One more client, whose files are judged with the others'. */
    private LoadClient another(LoadClient.Pressure pressure, Path first, long seed) {
        String prefix = first.getFileName() + "-and" + clients.size();
        Path client = first.resolveSibling(prefix);
        clients.add(client);
        return new LoadClient(stack.doors(), stack.key(), client, prefix, seed + clients.size(), pressure, false);
    }

    /** Events acknowledged in all rows together. */
    public long acknowledged() {
        return acknowledged;
    }

    /** What the checker would not find if it were wrong in the last row's evidence. */
    public List<String> unnoticedMutations(long seed) {
        if (last == null) {
            return List.of("nothing has been judged yet");
        }
        return new Mutations(last, KindSpec.readAll(stack.kinds()), seed).unnoticed(checker);
    }

    private record Judgement(@Nullable Evidence evidence, List<Violation> violations) {}

    /** Looks until every promise is kept; what isn't for long is a violation. */
    private Judgement settle() {
        Judgement[] latest = {new Judgement(null, List.of())};
        var unused = Until.within(SETTLE_LIMIT, () -> {
            try {
                Evidence evidence = stack.installation().collect(clients, planting.planted());
                latest[0] = new Judgement(evidence, checker.check(evidence));
                return latest[0].violations.isEmpty() || pause();
            } catch (IllegalStateException | UncheckedIOException | KafkaException notYet) {
                latest[0] = new Judgement(
                        null,
                        List.of(new Violation(
                                Violation.Promise.CAUGHT_UP, "it can't be read: " + notYet.getMessage(), List.of())));
                return pause();
            }
        });
        return latest[0];
    }

    /** Never true, a second later. */
    private static boolean pause() {
        return Until.within(LOOK_PAUSE, () -> false);
    }

    private static Map<LogPath, Long> duplicates(Evidence evidence, String prefix) {
        Map<LogPath, Long> duplicates = new EnumMap<>(LogPath.class);
        evidence.logs().forEach((path, events) -> {
            Set<String> seen = new HashSet<>();
            duplicates.put(
                    path,
                    events.stream()
                            .map(LogEvent::name)
                            .filter(name -> name.id().startsWith(prefix + "-"))
                            .filter(name -> !seen.add(name.toString()))
                            .count());
        });
        return duplicates;
    }

    @Override
    public void close() {
        planting.close();
        stack.close();
    }
}
