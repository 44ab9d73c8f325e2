package io.aguacero.rabbitwriter.relay.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.aguacero.rabbitwriter.relay.RelayShards;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that follows the journal for as long as the service runs, whatever becomes of Kafka: when its client gives
 * up, it makes another one.
 */
public final class JournalReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final RabbitWriterConfig config;
    private final RelayShards shards;
    private final Thread thread = new Thread(this::run, "relay");
    private volatile boolean closing;

    /** Reads nothing before {@link #start}. */
    public JournalReader(RabbitWriterConfig config, RelayShards shards) {
        this.config = config;
        this.shards = shards;
    }

    /** Begins; whether Kafka is there or not. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closing) {
            try {
                follow();
            } catch (KafkaException e) {
                LOG.warn("relay lost the journal, reason={}", e.toString());
            } catch (RuntimeException e) {
                // A defect; still, what was committed is the place to begin again.
                LOG.error("relay failed", e);
            }
            shards.all().forEach(relay -> shards.revoked(relay.shard()));
            if (!closing) {
                LockSupport.parkNanos(config.relay().backoffMax().toNanos());
            }
        }
    }

    private void follow() {
        KafkaConsumer<byte[], byte[]> client = new KafkaConsumer<>(
                JournalClientSettings.of(config.relay()), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            Journal journal = new Journal(client, shards, config);
            client.subscribe(Set.of(Names.EVENTS_TOPIC), journal);
            while (!closing) {
                journal.readOn();
            }
            awaitAnswers();
            journal.commitNow();
        } finally {
            client.close(CloseOptions.timeout(CLOSE));
        }
    }

    /** What is under way is answered within the sink's deadline. */
    private void awaitAnswers() {
        shards.all().forEach(relay -> relay.stop());
        long end = System.nanoTime() + config.deadline().toNanos();
        while (shards.all().stream().anyMatch(relay -> relay.underWay()) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Publishes nothing more, waits for what is under way, commits, and leaves the group. Before the sink is closed. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            if (thread.isAlive() && !thread.join(config.deadline().plus(CLOSE.multipliedBy(3)))) {
                LOG.warn("relay didn't end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
