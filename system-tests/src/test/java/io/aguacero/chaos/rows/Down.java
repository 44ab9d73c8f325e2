package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.Shape;
import java.time.Duration;
import java.util.List;

/**
 * Processes that are killed and stay away for a while.
 *
 * @param goesOn whether some events are still to be accepted meanwhile: those that Kafka alone acknowledges; none otherwise
 */
record Down(int number, List<String> processes, Duration time, boolean goesOn, Shape shape) implements Row {
    /**
     * Longer than the door's deadline: an event that was stored just before waits for the rest of its batch, and is told as
     * accepted for so long.
     */
    private static final Duration NOTICED = Duration.ofSeconds(6);

    @Override
    public String fault() {
        return "kill -9 and " + time.toSeconds() + " s away: " + String.join(" and ", processes) + "; "
                + (goesOn ? "what Kafka alone acknowledges goes on" : "nothing is accepted");
    }

    @Override
    public void run(ChaosRun run) {
        processes.forEach(run.stack()::hold);
        processes.forEach(run::kill);
        run.during(NOTICED);
        long before = run.accepted();
        run.during(time.minus(NOTICED));
        long accepted = run.accepted() - before;
        if (goesOn != accepted > 0) {
            throw new AssertionError(accepted + " events were accepted without " + processes);
        }
        processes.forEach(run.stack()::release);
        processes.forEach(run.stack()::awaitReady);
        run.awaitAccepted(50);
    }
}
