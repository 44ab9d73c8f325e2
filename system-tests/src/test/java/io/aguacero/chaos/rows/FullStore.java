package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.io.IOException;
import java.time.Duration;

/** The store has no memory left for a while: it refuses to write, and the logs hold what waits. */
final class FullStore implements Row {
    @Override
    public int number() {
        return 31;
    }

    @Override
    public String fault() {
        return "valkey out of memory for 6 s";
    }

    @Override
    public void run(ChaosRun run) throws IOException {
        for (int i = run.times(3, 1); i > 0; i--) {
            run.note("maxmemory 1mb");
            run.storeCommand("CONFIG SET maxmemory 1mb");
            run.during(Duration.ofSeconds(6));
            run.storeCommand("CONFIG SET maxmemory 512mb");
            run.awaitAccepted(100);
        }
    }
}
