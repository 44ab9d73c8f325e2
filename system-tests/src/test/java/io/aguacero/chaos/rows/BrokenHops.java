package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Hop;
import io.aguacero.chaos.Row;
import io.aguacero.localstack.Fault;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** The same fault on one hop after the other. */
record BrokenHops(int number, Set<Hop> hops, Duration time, Fault how, Set<Hop> quickHops) implements Row {
    BrokenHops(int number, Set<Hop> hops, Duration time, Fault fault) {
        this(number, hops, time, fault, Set.of());
    }

    BrokenHops quickly(Set<Hop> quickly) {
        return new BrokenHops(number, hops, time, how, quickly);
    }

    @Override
    public boolean quick() {
        return !quickHops.isEmpty();
    }

    @Override
    public String fault() {
        String where = hops.size() == Hop.values().length - 1
                ? "every hop"
                : hops.stream().map(Hop::label).collect(Collectors.joining(" and "));
        return how.label() + " for " + time.toSeconds() + " s, one after the other: " + where;
    }

    @Override
    public void run(ChaosRun run) {
        for (Hop hop : run.times(1, 0) == 1 ? hops : quickHops) {
            run.breakHop(hop, how);
            run.during(time);
            run.mend(hop);
            run.awaitAccepted(50);
        }
    }
}
