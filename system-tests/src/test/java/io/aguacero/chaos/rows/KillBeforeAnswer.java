package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Hop;
import io.aguacero.chaos.Outcome;
import io.aguacero.chaos.Row;
import io.aguacero.localstack.Fault;
import java.util.List;

/** The door dies after everything is stored and before it says so: answers to it are held back, and then it is killed. */
final class KillBeforeAnswer implements Row {
    @Override
    public int number() {
        return 2;
    }

    @Override
    public int seeds() {
        return 3;
    }

    @Override
    public String fault() {
        return "kill -9 ingress-api after the brokers' confirms, before the 202";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public boolean breaksDoor() {
        return true;
    }

    @Override
    public boolean resends() {
        return false;
    }

    @Override
    public void run(ChaosRun run) {
        for (int i = run.times(4, 1); i > 0; i--) {
            run.breakHop(Hop.INGRESS_ROUTER, new Fault.Stall(Fault.Direction.BACK));
            run.awaitStandstill();
            run.kill("ingress-api");
            run.mend(Hop.INGRESS_ROUTER);
            run.stack().awaitReady("ingress-api");
            run.awaitAccepted(50);
        }
    }

    @Override
    public List<String> unmet(Outcome outcome) {
        return Duplicates.unmet(outcome);
    }
}
