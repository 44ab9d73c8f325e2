package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Hop;
import io.aguacero.chaos.Outcome;
import io.aguacero.chaos.Row;
import io.aguacero.localstack.Fault;
import java.time.Duration;
import java.util.List;

/** A writer dies after it has sent and before the broker's word reaches it: the broker's answers are held back. */
record KillBeforeConfirm(int number, String writer, Hop hop) implements Row {
    @Override
    public String fault() {
        return "kill -9 " + writer + " after it has sent, before the confirm";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public boolean resends() {
        return false;
    }

    @Override
    public void run(ChaosRun run) {
        for (int i = run.times(10, 1); i > 0; i--) {
            run.breakHop(hop, new Fault.Stall(Fault.Direction.BACK));
            run.during(Duration.ofMillis(200), Duration.ofMillis(1_500));
            run.kill(writer);
            run.mend(hop);
            run.stack().awaitReady(writer);
            run.awaitAccepted(50);
        }
    }

    @Override
    public List<String> unmet(Outcome outcome) {
        return Duplicates.unmet(outcome);
    }
}
