package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Hop;
import io.aguacero.chaos.Outcome;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.checker.LogPath;
import io.aguacero.localstack.Fault;
import io.aguacero.localstack.process.Until;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A writer dies after it has sent and before the broker's word reaches it, which is held back; or the relay, whose own word
 * is held back, after it has published and before its position is kept.
 */
record KillBeforeConfirm(int number, String what, String writer, Hop hop, Fault.Direction held, Set<LogPath> twice)
        implements Row {
    static KillBeforeConfirm ofWriter(int number, String writer, Hop hop) {
        String what = "after it has sent, before the confirm";
        return new KillBeforeConfirm(number, what, writer, hop, Fault.Direction.BACK, EnumSet.allOf(LogPath.class));
    }

    static KillBeforeConfirm ofRelay(int number) {
        String what = "after its relay has published, before its position is kept";
        return new KillBeforeConfirm(
                number,
                what,
                "rabbit-writer",
                Hop.RABBIT_WRITER_KAFKA,
                Fault.Direction.FORTH,
                EnumSet.of(LogPath.RABBITMQ));
    }

    @Override
    public int seeds() {
        return 3;
    }

    @Override
    public String fault() {
        return "kill -9 " + writer + " " + what;
    }

    @Override
    public boolean quick() {
        return hop != Hop.RABBIT_WRITER_KAFKA;
    }

    @Override
    public boolean resends() {
        return false;
    }

    @Override
    public void run(ChaosRun run) {
        int kills = run.times(4, 1);
        for (int tries = 3 * kills; kills > 0 && tries > 0; tries--) {
            kills -= strike(run) ? 1 : 0;
        }
    }

    /** Whether there was something that had been sent when the process was killed, as far as that can be seen. */
    private boolean strike(ChaosRun run) {
        boolean relay = hop == Hop.RABBIT_WRITER_KAFKA;
        // One that was killed is missed by its group for ten seconds, and relays nothing before.
        if (relay && !relaysOn(run, Duration.ofSeconds(60))) {
            throw new AssertionError("the relay doesn't follow the journal");
        }
        run.breakHop(hop, new Fault.Stall(held));
        boolean sent = !relay || relaysOn(run, Duration.ofSeconds(5));
        if (!relay) {
            run.during(Duration.ofMillis(200), Duration.ofMillis(1_500));
        }
        run.kill(writer);
        run.mend(hop);
        run.stack().awaitReady(writer);
        run.awaitAccepted(50);
        return sent;
    }

    /** Whether the relay publishes something more within that time. */
    private boolean relaysOn(ChaosRun run, Duration limit) {
        double[] first = {Double.NaN};
        return Until.within(limit, () -> {
            double now = relayed(run);
            if (Double.isNaN(first[0])) {
                first[0] = now;
            }
            return now > first[0];
        });
    }

    /** NaN while it can't be asked. */
    private double relayed(ChaosRun run) {
        return run.stack()
                .metric(writer, "aguacero_relay_events_total")
                .getOrDefault("{outcome=\"relayed\"}", Double.NaN);
    }

    @Override
    public List<String> unmet(Outcome outcome) {
        return Duplicates.unmet(outcome, twice);
    }
}
