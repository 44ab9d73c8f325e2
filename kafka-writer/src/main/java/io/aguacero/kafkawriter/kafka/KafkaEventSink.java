package io.aguacero.kafkawriter.kafka;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Answers;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.Delivery.Unavailable;
import io.aguacero.delivery.EventSink;
import io.aguacero.kafkawriter.TopicState;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Kafka as a sink: an event is delivered when all in-sync replicas have it. Sending may block in the client (for
 * metadata, for memory), so a thread of its own does it; what waits for that thread is bounded by who calls.
 */
public final class KafkaEventSink implements EventSink, TopicWatch.Traffic, AutoCloseable {
    private static final Delivery STORED = new Delivered(KafkaFailures.on(PathStatus.STORED));

    private static final Delivery NO_SUCH_SHARD = new Rejected(
            KafkaFailures.on(PathStatus.REFUSED),
            ErrorCode.REPLAY_REFUSED,
            "the dead letter's shard isn't one of Kafka's here");

    private final Producer<byte[], byte[]> producer;
    private final Shards shards;
    private final Duration sendWithin;
    private final Supplier<TopicState> topic;
    private final Set<Answers> open = ConcurrentHashMap.newKeySet();
    private volatile long confirmedAt = System.nanoTime();
    // Unbounded by itself: the BoundedSink around it counts what is in hand.
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), run -> new Thread(run, "kafka-sender"));

    /**
     * @param producer closed by its owner, after this
     * @param sendWithin a batch that couldn't be sent by then isn't sent at all
     */
    public KafkaEventSink(
            Producer<byte[], byte[]> producer, Shards shards, Duration sendWithin, Supplier<TopicState> topic) {
        this.producer = producer;
        this.shards = shards;
        this.sendWithin = sendWithin;
        this.topic = topic;
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        Answers answers = new Answers(batch.size());
        if (topic.get() instanceof TopicState.Ready && !sender.isShutdown()) {
            long arrived = System.nanoTime();
            open.add(answers);
            var unused = answers.stage().thenRun(() -> open.remove(answers));
            sender.execute(() -> send(batch, answers, arrived));
        } else {
            notSent(batch, 0, answers, "Kafka is down");
        }
        return answers.stage();
    }

    @Override
    public boolean confirmedSince(long moment) {
        return confirmedAt - moment >= 0;
    }

    @Override
    public void giveUp() {
        Delivery unknown = new Unavailable(
                KafkaFailures.on(PathStatus.UNKNOWN), ErrorCode.PATH_UNAVAILABLE, "Kafka went down meanwhile");
        open.forEach(answers -> answers.answerMissing(unknown));
    }

    private void send(List<EventEnvelope> batch, Answers answers, long arrived) {
        for (int i = 0; i < batch.size(); i++) {
            if (System.nanoTime() - arrived > sendWithin.toNanos() || !(topic.get() instanceof TopicState.Ready)) {
                notSent(batch, i, answers, "Kafka takes no more");
                return;
            }
            send(batch.get(i), i, answers);
        }
    }

    private void send(EventEnvelope event, int position, Answers answers) {
        OptionalInt shard = shards.targetOf(event, DeliveryPath.KAFKA);
        if (shard.isEmpty()) {
            answers.answer(position, NO_SUCH_SHARD);
            return;
        }
        Thread sending = Thread.currentThread();
        try {
            var unused = producer.send(EventRecords.of(event, shard.getAsInt()), (metadata, failure) -> {
                if (failure == null) {
                    confirmedAt = System.nanoTime();
                }
                // A failure that comes back within the call is one before the client took the record.
                boolean handedOver = Thread.currentThread() != sending;
                answers.answer(position, failure == null ? STORED : KafkaFailures.delivery(failure, handedOver));
            });
        } catch (RuntimeException e) {
            answers.answer(position, KafkaFailures.delivery(e, false));
        }
    }

    private static void notSent(List<EventEnvelope> batch, int from, Answers answers, String reason) {
        Delivery notStored =
                new Unavailable(KafkaFailures.on(PathStatus.NOT_STORED), ErrorCode.PATH_UNAVAILABLE, reason);
        for (int i = from; i < batch.size(); i++) {
            answers.answer(i, notStored);
        }
    }

    /** Sends what waits, and has the client finish what it holds; nothing is taken any more. */
    @Override
    public void close() {
        sender.close();
        producer.flush();
    }
}
