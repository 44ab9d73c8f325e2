package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Outcome;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.Shape;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Kafka's disk is full: Kafka ends, as its only folder of logs has failed, and can't start again before there is room. What
 * can't be stored is refused meanwhile.
 */
final class FullDisk implements Row {
    @Override
    public int number() {
        return 18;
    }

    @Override
    public String fault() {
        return "Kafka's disk full for 8 s";
    }

    @Override
    public Shape shape() {
        return Shape.SMALL_DISK;
    }

    @Override
    public void run(ChaosRun run) throws IOException {
        for (int i = run.times(3, 1); i > 0; i--) {
            run.note("Kafka's disk full");
            run.stack().kafkaDisk().fill();
            run.awaitNothingAccepted(Duration.ofSeconds(3));
            run.during(Duration.ofSeconds(5));
            run.stack().kafkaDisk().free();
            run.stack().awaitReady("kafka");
            run.awaitAccepted(100);
        }
    }

    @Override
    public List<String> unmet(Outcome outcome) {
        return outcome.load().answers().getOrDefault(503, 0L) == 0 ? List.of("nothing was refused") : List.of();
    }
}
