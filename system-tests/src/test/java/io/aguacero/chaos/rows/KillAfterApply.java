package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Hop;
import io.aguacero.chaos.Row;
import io.aguacero.localstack.Fault;
import java.time.Duration;

/** A consumer dies after the store has applied its batch and before it knows, many times in a row. */
record KillAfterApply(int number, String consumer, Hop toStore, int times) implements Row {
    @Override
    public int seeds() {
        return 3;
    }

    @Override
    public String fault() {
        return "kill -9 " + consumer + " after the store has applied, before anything else";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public void run(ChaosRun run) {
        for (int i = run.times(times, 2); i > 0; i--) {
            run.breakHop(toStore, new Fault.Stall(Fault.Direction.BACK));
            run.during(Duration.ofMillis(200), Duration.ofMillis(800));
            run.kill(consumer);
            run.mend(toStore);
            run.stack().awaitReady(consumer);
        }
    }
}
