package io.aguacero.kafkaconsumer;

import io.aguacero.aggregation.ApplyLimits;
import io.aguacero.aggregation.DeadLetters;
import io.aguacero.aggregation.checkpoint.CheckpointSettings;
import io.aguacero.aggregation.checkpoint.Checkpoints;
import io.aguacero.aggregation.reading.Gathering;
import io.aguacero.aggregation.reading.LogReaders;
import io.aguacero.aggregation.reading.ReaderSettings;
import io.aguacero.aggregation.reading.ReaderState;
import io.aguacero.aggregation.reading.ReadingLimits;
import io.aguacero.aggregation.reading.ShardLog;
import io.aguacero.aggregation.store.MigrationUser;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.kafkaconsumer.config.KafkaConsumerConfig;
import io.aguacero.tracing.EventTracer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import org.jboss.logging.Logger;

/** The shards that the consumer group has given to this instance, each with a reader of its own. */
@Singleton
@Startup
public class AssignedShards {
    private static final Logger LOG = Logger.getLogger(AssignedShards.class);

    /** What needn't wait for more to be applied: calls of this size cost little an event. */
    private static final int ENOUGH_RECORDS = 64;

    private static final int ENOUGH_BYTES = 65_536;

    private final KafkaConsumerConfig config;
    private final LogReaders readers;
    private final EventTracer tracer;

    AssignedShards(
            KafkaConsumerConfig config,
            KindCatalog kinds,
            Redis redis,
            Vertx vertx,
            DeadLetters deadLetters,
            Checkpoints checkpoints,
            MeterRegistry registry) {
        this.config = config;
        this.tracer = EventTracer.of(config.tracing(), "kafka-consumer");
        this.readers = new LogReaders(
                DeliveryPath.KAFKA,
                redis,
                MigrationUser.of("aguacero.kafka-consumer.migration", config.migration(), vertx, redis),
                kinds,
                deadLetters,
                checkpoints,
                settings(config),
                registry,
                tracer);
    }

    /** Begins to read a shard. */
    public void assigned(int shard, ShardLog log) {
        readers.read(shard, log);
    }

    /** Ends the reading of shards, and waits for what is in flight, so that the next owner finds them at rest. */
    public void revoked(Collection<Integer> shards) {
        try {
            if (!readers.stop(shards, config.drainTimeout())) {
                LOG.warnf("shards %s are given up while an apply is in flight", shards);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What each shard's reader is doing. */
    public Map<Integer, ReaderState> states() {
        return readers.states();
    }

    /** Next offset of each shard that is being read. */
    public Map<Integer, Long> positions() {
        return readers.positions();
    }

    /** Before the clients are closed: finish what is in flight, give the leases back. */
    void drain(@Observes ShutdownEvent stopping) throws InterruptedException {
        if (readers.stopAll(config.drainTimeout())) {
            LOG.info("stopping: what was in flight is applied, the leases are given back");
        } else {
            LOG.warnf("stopping: what was in flight didn't end within %s", config.drainTimeout());
        }
        tracer.close();
    }

    private static ReaderSettings settings(KafkaConsumerConfig config) {
        return new ReaderSettings(
                config.instance(),
                new ApplyLimits(config.applyEventsMax(), config.applyBytesMax(), config.lease(), config.storeTimeout()),
                new ReadingLimits(
                        config.applyBytesMax(),
                        new Gathering(config.applyEvery(), ENOUGH_RECORDS, ENOUGH_BYTES),
                        config.lease().dividedBy(3),
                        config.retryMin(),
                        config.retryMax(),
                        config.brokerTimeout(),
                        config.hintEvery()),
                new CheckpointSettings(config.checkpointEvery(), config.checkpointBytesMax()));
    }
}
