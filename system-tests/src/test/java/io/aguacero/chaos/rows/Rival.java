package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.services.Service;
import java.time.Duration;
import java.util.List;

/**
 * A second kafka-consumer in a group of its own, so that Kafka gives every shard to both. Each in turn stands still for longer
 * than its leases, so that the other takes them, and goes on as if they were its own.
 */
final class Rival implements Row {
    private static final Duration STILL = Duration.ofSeconds(20);

    @Override
    public int number() {
        return 11;
    }

    @Override
    public String fault() {
        return "two kafka-consumers on every shard, each frozen in turn for longer than its leases";
    }

    @Override
    public void run(ChaosRun run) {
        try (LocalServer rival = run.stack()
                .extra(
                        Service.KAFKA_CONSUMER,
                        "rival",
                        List.of("-Dmp.messaging.incoming.events.group.id=aguacero.rival"))) {
            run.note("a rival of kafka-consumer");
            rival.start();
            for (int i = run.times(2, 1); i > 0; i--) {
                run.freeze("kafka-consumer", STILL);
                run.awaitAccepted(50);
                run.note("SIGSTOP rival");
                rival.freeze();
                run.during(STILL);
                rival.thaw();
                run.awaitAccepted(50);
            }
        }
    }
}
