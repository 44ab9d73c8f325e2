package io.aguacero.chaos.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Outcome;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.Session;
import io.aguacero.chaos.Shape;
import io.aguacero.system.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Every row, each on the stack of the row before unless that one has failed: {@code chaos.rows} chooses by number, {@code
 * chaos.seed} repeats, {@code chaos.full} asks for the whole matrix in full length instead of the quick part.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultMatrixCT {
    private static final Path HOME = Repository.target().resolve("chaos");

    /** After each row all of them are read and judged again. */
    private static final long EVENTS_OF_A_STACK = 25_000;

    private final long seed = Long.getLong("chaos.seed", 1);
    private final boolean full = Boolean.getBoolean("chaos.full");
    private final Set<Integer> chosen = Stream.of(
                    System.getProperty("chaos.rows", "").split(","))
            .filter(number -> !number.isBlank())
            .map(number -> Integer.valueOf(number.strip()))
            .collect(Collectors.toSet());
    private final Report report = new Report(
            HOME.resolve("fault-matrix.md"),
            full ? Optional.of(Repository.root().resolve("docs/fault-matrix.md")) : Optional.empty(),
            chosen.isEmpty());
    private @Nullable Session session;
    private @Nullable Shape shape;
    private int stacks;

    @TestFactory
    Stream<DynamicTest> everyPromiseIsKept() {
        return Rows.all().stream()
                .filter(row -> chosen.isEmpty() ? full || row.quick() : chosen.contains(row.number()))
                .sorted(Comparator.comparing(row -> Rows.order(row.shape())))
                .flatMap(row -> LongStream.range(seed, seed + (full ? row.seeds() : 1))
                        .mapToObj(one -> DynamicTest.dynamicTest(
                                row.number() + " " + row.fault() + ", --seed " + one, () -> run(row, one))));
    }

    /** That no violation was found is worth as much as the checker finds in the same run when something is wrong. */
    private static void proveChecker(Session session, long seed) {
        assertEquals(List.of(), session.unnoticedMutations(seed), "the checker is blind, with --seed " + seed);
    }

    private ChaosRun.Length length(long one) {
        return !full ? ChaosRun.Length.QUICK : one == seed ? ChaosRun.Length.FULL : ChaosRun.Length.SHORT;
    }

    private void run(Row row, long seed) throws Exception {
        Session running = session(row.shape());
        boolean kept = false;
        try {
            long mine = seed * 1_000 + row.number();
            Outcome outcome = outcome(running, row, mine, length(seed));
            List<String> wrong = new ArrayList<>();
            outcome.violations().stream().limit(20).forEach(violation -> wrong.add(violation.toString()));
            if (outcome.load().unacknowledged() > 0) {
                wrong.add(outcome.load().unacknowledged()
                        + " events are refused for good, although nothing is broken any more");
            }
            // Not in the quick part, which runs beside other tests: there the answer of a machine that stands still is
            // late too.
            if (full && !row.breaksDoor() && outcome.load().late() > 0) {
                wrong.add(outcome.load().late()
                        + " answers came later than the door's deadline and half a second, at most "
                        + outcome.load().latestMillis() + " ms");
            }
            wrong.addAll(row.unmet(outcome));
            kept = wrong.isEmpty();
            report.add(outcome, kept);
            assertEquals(
                    List.of(), wrong, "row " + row.number() + " with --seed " + seed + " after " + outcome.injected());
            if (row instanceof Undisturbed) {
                proveChecker(running, mine);
            }
        } finally {
            if (!kept || row.losesLog() || running.acknowledged() > EVENTS_OF_A_STACK) {
                close();
            }
        }
    }

    private Outcome outcome(Session running, Row row, long seed, ChaosRun.Length length) throws Exception {
        boolean ended = false;
        try {
            Outcome outcome = running.run(row, seed, length);
            ended = true;
            return outcome;
        } finally {
            if (!ended) {
                report.addFailed(row, seed);
            }
        }
    }

    private Session session(Shape wanted) {
        if (session != null && wanted.equals(shape)) {
            return session;
        }
        close();
        stacks++;
        shape = wanted;
        session = new Session(HOME.resolve("stack-" + stacks), wanted, seed);
        return session;
    }

    @AfterAll
    void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
