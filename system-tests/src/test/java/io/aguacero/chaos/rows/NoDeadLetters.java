package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.time.Duration;
import java.util.Map;

/** Kafka takes no dead letter for a while: the shards that have one wait, and leave nothing out. */
final class NoDeadLetters implements Row {
    @Override
    public int number() {
        return 48;
    }

    @Override
    public String fault() {
        return "poison in Kafka's log, whose dead letters Kafka refuses for 8 s";
    }

    @Override
    public void run(ChaosRun run) throws Exception {
        run.planting().takeDeadLetters(true); // the topic is there from now on
        for (int i = run.times(3, 1); i > 0; i--) {
            String mark = Long.toHexString(run.random().nextLong());
            run.note("no dead letter is taken, poison " + mark);
            run.planting().takeDeadLetters(false);
            for (int shard = 0; shard < 4; shard++) {
                run.planting().inKafka(shard, Map.of(), "{\"broken\": " + mark + shard);
            }
            run.during(Duration.ofSeconds(8));
            run.planting().takeDeadLetters(true);
            run.awaitAccepted(100);
        }
    }
}
