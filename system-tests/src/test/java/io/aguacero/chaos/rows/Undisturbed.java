package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;

/** Nothing breaks; the client alone sends events twice, twice at once, out of order and late, as in every row. */
final class Undisturbed implements Row {
    @Override
    public int number() {
        return 39;
    }

    @Override
    public String fault() {
        return "events sent twice, twice at once, out of order, late";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public void run(ChaosRun run) {
        run.note("the client's own duplicates");
        run.awaitAccepted(run.times(5_000, 500));
    }
}
