package io.aguacero.insights.lifecycle;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.insights.config.InsightsConfig;
import io.aguacero.insights.kafka.DoorTopic;
import io.aguacero.insights.kafka.KafkaAccess;
import io.aguacero.insights.kafka.KafkaLogs;
import io.aguacero.insights.kafka.RelayGroup;
import io.aguacero.insights.observability.ReconciliationGauges;
import io.aguacero.insights.rabbit.RabbitAddress;
import io.aguacero.insights.rabbit.StreamLogs;
import io.aguacero.insights.reconciliation.DoorLedger;
import io.aguacero.insights.reconciliation.Reconciliation;
import io.aguacero.insights.reconciliation.ReconciliationSettings;
import io.aguacero.insights.reconciliation.ScanLimits;
import io.aguacero.insights.valkey.StoredCountsReader;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import org.jboss.logging.Logger;

/** Puts reconciliation together, and runs it while the service does. */
@Singleton
public class ReconciliationLifecycle {
    private static final Logger LOG = Logger.getLogger(ReconciliationLifecycle.class);

    private static final int DOOR_MINUTES_MAX = 50_000;
    private static final int UNRESOLVED_MAX = 100_000;

    private final boolean enabled;
    private final StreamLogs streams;
    private final DoorTopic doorTopic;
    private final Reconciliation reconciliation;

    ReconciliationLifecycle(InsightsConfig config, KindCatalog kinds, Redis redis, MeterRegistry registry) {
        InsightsConfig.Reconciliation settings = config.reconciliation();
        InsightsConfig.Brokers brokers = config.brokers();
        Clock clock = Clock.systemUTC();
        KafkaAccess access = new KafkaAccess(brokers.bootstrapServers(), brokers.properties(), brokers.timeout());
        KafkaLogs kafka = new KafkaLogs(access);
        DoorLedger doors = new DoorLedger(DOOR_MINUTES_MAX, UNRESOLVED_MAX);
        enabled = settings.enabled();
        streams = new StreamLogs(new RabbitAddress(brokers.amqpUri(), brokers.authorityFile(), brokers.timeout()));
        doorTopic = new DoorTopic(kafka, doors, clock);
        reconciliation = new Reconciliation(
                kinds,
                new ReconciliationSettings(
                        config.shards(),
                        new ScanLimits(settings.historyRecords(), settings.inFlightEventsMax(), settings.minutesMax()),
                        settings.interval(),
                        settings.settle(),
                        settings.rereadRecordsMax(),
                        settings.rereadEventsMax(),
                        settings.rereadPatience()),
                enabled ? Map.of(DeliveryPath.KAFKA, kafka, DeliveryPath.RABBITMQ, streams) : Map.of(),
                new StoredCountsReader(redis, kinds, config.readTimeout()),
                doors,
                new RelayGroup(access),
                clock);
        ReconciliationGauges.register(registry, reconciliation, clock);
    }

    @Produces
    @Singleton
    Reconciliation reconciliation() {
        return reconciliation;
    }

    void start(@Observes StartupEvent started) {
        if (enabled) {
            reconciliation.start();
            doorTopic.start();
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        reconciliation.close();
        doorTopic.close();
        streams.close();
        LOG.info("stopping: closed the readers of both logs");
    }
}
