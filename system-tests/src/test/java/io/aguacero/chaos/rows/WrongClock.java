package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Clocks;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.Shape;
import java.time.Duration;
import java.util.List;

/**
 * The clocks of some processes are put wrong while they run, and right again. The door may then find events too far in the
 * future or in the past, and nothing else may come of it.
 *
 * @param ahead of the right time, one after the other
 * @param each how long the clocks stay so
 */
record WrongClock(List<String> processes, String how, List<Duration> ahead, Duration each) implements Row {
    private static final Duration STROBE = Duration.ofSeconds(5);

    /** Once for a while. */
    static WrongClock jump(List<String> processes, Duration ahead) {
        return new WrongClock(
                processes,
                "off by %+d min for 8 s".formatted(ahead.toMinutes()),
                List.of(ahead),
                Duration.ofSeconds(8));
    }

    /** Ahead and behind in turns. */
    static WrongClock strobe(List<String> processes) {
        return new WrongClock(
                processes,
                "off by 5 s, ahead and behind in turns",
                List.of(STROBE, STROBE.negated(), STROBE, STROBE.negated(), STROBE, STROBE.negated()),
                Duration.ofSeconds(2));
    }

    @Override
    public int number() {
        return 42;
    }

    @Override
    public String fault() {
        return "clock " + how + ": " + String.join(", ", processes);
    }

    @Override
    public Shape shape() {
        return Shape.OWN_CLOCKS;
    }

    @Override
    public void run(ChaosRun run) {
        for (int i = run.times(2, 1); i > 0; i--) {
            run.refusalsOfTimes(true);
            for (Duration by : ahead) {
                run.note("clock of " + processes + " " + by);
                shift(run, by);
                run.during(each);
            }
            shift(run, Duration.ZERO);
            // With room for an answer that was under way.
            run.during(Clocks.KNOWN_WITHIN.multipliedBy(4));
            run.refusalsOfTimes(false);
            run.awaitAccepted(100);
        }
    }

    private void shift(ChaosRun run, Duration ahead) {
        processes.forEach(process -> run.stack().clocks().shift(process, ahead));
    }
}
