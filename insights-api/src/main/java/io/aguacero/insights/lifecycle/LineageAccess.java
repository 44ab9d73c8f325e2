package io.aguacero.insights.lifecycle;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.insights.config.InsightsConfig;
import io.aguacero.insights.kafka.KafkaAccess;
import io.aguacero.insights.kafka.KafkaLogs;
import io.aguacero.insights.letters.LetterReading;
import io.aguacero.insights.lineage.Lineage;
import io.aguacero.insights.lineage.LineageLimits;
import io.aguacero.insights.rabbit.RabbitAddress;
import io.aguacero.insights.rabbit.StreamLogs;
import io.aguacero.insights.valkey.EventMemoryReader;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** Puts together what tells an event's way; nothing of it runs by itself. */
@Singleton
public class LineageAccess {
    private static final Logger LOG = Logger.getLogger(LineageAccess.class);

    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final StreamLogs streams;
    private final Lineage lineage;

    LineageAccess(InsightsConfig config, Redis redis, LetterReading letters) {
        InsightsConfig.Brokers brokers = config.brokers();
        InsightsConfig.Lineage settings = config.lineage();
        streams = new StreamLogs(new RabbitAddress(brokers.amqpUri(), brokers.authorityFile(), brokers.timeout()));
        lineage = new Lineage(
                Map.of(
                        DeliveryPath.KAFKA,
                        new KafkaLogs(
                                new KafkaAccess(brokers.bootstrapServers(), brokers.properties(), brokers.timeout())),
                        DeliveryPath.RABBITMQ,
                        streams),
                new EventMemoryReader(redis, config.shards(), config.readTimeout()),
                letters,
                readers,
                new LineageLimits(
                        config.shards(), settings.recordsMax(), settings.readTimeout(), settings.readsInFlightMax()));
    }

    @Produces
    @Singleton
    Lineage lineage() {
        return lineage;
    }

    void stop(@Observes ShutdownEvent stopping) {
        streams.close();
        readers.shutdown();
        LOG.info("stopping: closed the readers of events' ways");
    }
}
