package io.aguacero.insights.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aguacero.contracts.Names;
import io.aguacero.insights.reconciliation.DoorLedger;
import io.aguacero.insights.reconciliation.DoorRecord;
import io.aguacero.insights.reconciliation.EventSum;
import io.aguacero.insights.reconciliation.MinuteKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads what the doors say, from a few hours ago on, on a thread of its own. */
public final class DoorTopic implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DoorTopic.class);
    private static final Duration HISTORY = Duration.ofHours(3);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long PAUSE_MILLIS = 2_000;
    private static final JsonMapper JSON = new JsonMapper();
    private static final TopicPartition PARTITION = new TopicPartition(Names.DOOR_TOPIC, 0);

    private final KafkaLogs kafka;
    private final DoorLedger ledger;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            run -> Thread.ofPlatform().daemon().name("door-topic").unstarted(run));
    private @Nullable KafkaConsumer<byte[], byte[]> reading;
    private long readTo = -1;

    /** Reads nothing before {@link #start()}. */
    public DoorTopic(KafkaLogs kafka, DoorLedger ledger, InstantSource clock) {
        this.kafka = kafka;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Begins to read. */
    public void start() {
        thread.execute(this::turn);
    }

    private void turn() {
        boolean failed = true;
        try {
            KafkaConsumer<byte[], byte[]> open = reading == null ? open() : reading;
            reading = open;
            for (ConsumerRecord<byte[], byte[]> each : open.poll(PATIENCE)) {
                take(each);
                readTo = each.offset() + 1;
            }
            failed = false;
        } catch (IOException | KafkaException e) {
            LOG.debugf("what the doors say can't be read: %s", e.toString());
        }
        if (failed) {
            closeReading();
        }
        if (!thread.isShutdown()) {
            var unused = thread.schedule(this::turn, failed ? PAUSE_MILLIS : 0, TimeUnit.MILLISECONDS);
        }
    }

    private KafkaConsumer<byte[], byte[]> open() throws IOException {
        KafkaConsumer<byte[], byte[]> open = kafka.consumer();
        reading = open;
        if (open.partitionsFor(PARTITION.topic()).isEmpty()) {
            throw new IOException("no door has written yet");
        }
        open.assign(List.of(PARTITION));
        if (readTo >= 0) {
            open.seek(PARTITION, readTo);
            return open;
        }
        OffsetAndTimestamp from = open.offsetsForTimes(Map.of(PARTITION, clock.millis() - HISTORY.toMillis()))
                .get(PARTITION);
        if (from == null) {
            open.seekToBeginning(List.of(PARTITION));
        } else {
            open.seek(PARTITION, from.offset());
        }
        return open;
    }

    private void take(ConsumerRecord<byte[], byte[]> each) {
        try {
            ledger.add(read(JSON.readTree(new String(each.value(), StandardCharsets.UTF_8))));
        } catch (JsonProcessingException | RuntimeException e) {
            LOG.warnf("topic=%s offset=%d isn't a door's record: %s", PARTITION.topic(), each.offset(), e.toString());
        }
    }

    private static DoorRecord read(JsonNode json) {
        Map<MinuteKey, EventSum> accepted = new HashMap<>();
        for (JsonNode sum : json.path("accepted")) {
            long minute = Instant.parse(sum.path("minute").asText()).getEpochSecond() / 60;
            accepted.merge(
                    new MinuteKey(sum.path("kind").asText(), minute),
                    new EventSum(
                            sum.path("n").asLong(),
                            sum.path("a").asLong(),
                            sum.path("b").asLong()),
                    (one, other) -> other);
        }
        List<String> unresolved = new ArrayList<>();
        json.path("unresolved").forEach(identity -> unresolved.add(identity.asText()));
        return new DoorRecord(
                json.path("instance").asText(),
                json.path("start").asText(),
                json.path("sequence").asLong(),
                Instant.parse(json.path("from").asText()),
                Instant.parse(json.path("to").asText()),
                json.path("last").asBoolean(),
                json.path("complete").asBoolean(),
                accepted,
                unresolved);
    }

    private void closeReading() {
        if (reading != null) {
            reading.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
            reading = null;
        }
    }

    @Override
    public void close() {
        thread.execute(this::closeReading);
        thread.shutdown();
    }
}
