package io.aguacero.rabbitconsumer;

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
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import io.aguacero.tracing.EventTracer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jboss.logging.Logger;

/** All shards, each with a reader of its own: who holds a shard's lease reads it, the others watch and try again. */
@Singleton
@Startup
public class WatchedShards {
    private static final Logger LOG = Logger.getLogger(WatchedShards.class);

    /** What needn't wait for more to be applied: calls of this size cost little an event. */
    private static final int ENOUGH_MESSAGES = 64;

    private static final int ENOUGH_BYTES = 65_536;

    private final RabbitConsumerConfig config;
    private final LogReaders readers;
    private final EventTracer tracer;

    WatchedShards(
            RabbitConsumerConfig config,
            KindCatalog kinds,
            Redis redis,
            Vertx vertx,
            DeadLetters deadLetters,
            Checkpoints checkpoints,
            MeterRegistry registry) {
        this.config = config;
        this.tracer = EventTracer.of(config.tracing(), "rabbit-consumer");
        this.readers = new LogReaders(
                DeliveryPath.RABBITMQ,
                redis,
                MigrationUser.of("aguacero.rabbit-consumer.migration", config.migration(), vertx, redis),
                kinds,
                deadLetters,
                checkpoints,
                settings(config),
                registry,
                tracer);
    }

    /** Begins to read a shard, or to watch whoever does. */
    public void watch(int shard, ShardLog log) {
        readers.read(shard, log);
    }

    /** What each shard's reader is doing. */
    public Map<Integer, ReaderState> states() {
        return readers.states();
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

    private static ReaderSettings settings(RabbitConsumerConfig config) {
        return new ReaderSettings(
                config.instance(),
                new ApplyLimits(config.applyEventsMax(), config.applyBytesMax(), config.lease(), config.storeTimeout()),
                new ReadingLimits(
                        config.applyBytesMax(),
                        new Gathering(
                                config.applyEvery(),
                                Math.min(ENOUGH_MESSAGES, config.prefetchMessages() / 2),
                                ENOUGH_BYTES),
                        config.lease().dividedBy(3),
                        config.retryMin(),
                        config.retryMax(),
                        config.brokerTimeout(),
                        config.endEvery()),
                new CheckpointSettings(config.checkpointEvery(), config.checkpointBytesMax()));
    }
}
