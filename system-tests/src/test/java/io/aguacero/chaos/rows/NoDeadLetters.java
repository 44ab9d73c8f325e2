package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Hop;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.checker.LogPath;
import io.aguacero.chaos.checker.ShardState;
import io.aguacero.localstack.Fault;
import io.aguacero.localstack.process.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A broker takes no dead letter for a while: the shards that have one wait, and leave nothing out. */
record NoDeadLetters(LogPath path) implements Row {
    private static final String ANYTHING = ".*";
    /** Reading where all shards stand may take ten seconds by itself on a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final Duration STILL = Duration.ofSeconds(3);

    @Override
    public int number() {
        return 48;
    }

    @Override
    public String fault() {
        return "poison in the log of " + path.label() + ", whose dead letters the broker refuses for 8 s";
    }

    @Override
    public void run(ChaosRun run) throws Exception {
        take(run, true); // on Kafka their topic is there from now on
        for (int i = run.times(3, 1); i > 0; i--) {
            String mark = Long.toHexString(run.random().nextLong());
            run.note("no dead letter is taken, poison " + mark);
            take(run, false);
            for (int shard = 0; shard < run.stack().shards(); shard++) {
                String body = "{\"broken\": " + mark + shard;
                if (path == LogPath.KAFKA) {
                    run.planting().inKafka(shard, Map.of(), body);
                } else {
                    run.planting().inRabbitMq(shard, "application/json", Map.of(), body, List.of(body));
                }
            }
            awaitStandstill(run);
            run.during(Duration.ofSeconds(5));
            take(run, true);
            run.awaitAccepted(100);
        }
    }

    private void take(ChaosRun run, boolean take) throws Exception {
        if (path == LogPath.KAFKA) {
            run.planting().takeDeadLetters(take);
            return;
        }
        // Who publishes them makes sure first that their stream is there, once a connection, and may do so no more.
        String configurable = take ? ANYTHING : "^(?!aguacero\\.dead-letters$).*";
        run.stack().rabbitMq().control("set_permissions", "guest", configurable, ANYTHING, ANYTHING);
        if (!take) {
            run.breakHop(Hop.RABBIT_CONSUMER_RABBITMQ, new Fault.Reset());
            run.mend(Hop.RABBIT_CONSUMER_RABBITMQ);
        }
    }

    /** Returns when no shard has gone on for some seconds, though the load did. */
    private void awaitStandstill(ChaosRun run) {
        boolean still = Until.within(LIMIT, () -> {
            List<Long> before = positions(run);
            long accepted = run.accepted();
            run.during(STILL);
            return run.accepted() > accepted && before.equals(positions(run));
        });
        if (!still) {
            throw new AssertionError("shards go on beyond what can't be counted, without a dead letter");
        }
    }

    private List<Long> positions(ChaosRun run) {
        List<Long> positions = new ArrayList<>();
        for (int shard = 0; shard < run.stack().shards(); shard++) {
            ShardState state = run.stack().installation().shard(path, shard);
            positions.add(state.next());
        }
        return positions;
    }
}
