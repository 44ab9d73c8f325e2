package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.time.Duration;

/** The store stands still for half a second, again and again, as one whose disk is slow. */
final class Pulses implements Row {
    private static final Duration STILL = Duration.ofMillis(500);

    @Override
    public int number() {
        return 32;
    }

    @Override
    public String fault() {
        return "SIGSTOP of valkey for half a second, again and again";
    }

    @Override
    public void run(ChaosRun run) {
        for (int i = run.times(20, 4); i > 0; i--) {
            run.freeze("valkey", STILL);
            run.during(Duration.ofMillis(200), STILL);
        }
        run.awaitAccepted(50);
    }
}
