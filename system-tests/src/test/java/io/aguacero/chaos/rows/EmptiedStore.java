package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.io.IOException;

/** Everything in the store is gone at once. */
final class EmptiedStore implements Row {
    @Override
    public int number() {
        return 29;
    }

    @Override
    public String fault() {
        return "FLUSHALL";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public void run(ChaosRun run) throws IOException {
        for (int i = run.times(3, 1); i > 0; i--) {
            run.note("FLUSHALL");
            run.storeCommand("FLUSHALL");
            run.awaitAccepted(300);
        }
    }
}
