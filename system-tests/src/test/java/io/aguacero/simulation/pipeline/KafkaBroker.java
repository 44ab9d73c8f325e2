package io.aguacero.simulation.pipeline;

import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.kafkawriter.TopicState;
import io.aguacero.simulation.kernel.Controlled;
import io.aguacero.simulation.kernel.Faults;
import io.aguacero.simulation.kernel.Process;
import io.aguacero.simulation.kernel.Timeline;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Kafka as its producer shows it: each record is answered by the delivery time-out, whatever became of it. */
final class KafkaBroker {
    private static final long MILLI = 1_000_000;

    private final Timeline timeline;
    private final Faults faults;
    private final Attempts attempts;
    private final List<SimulatedLog> partitions;
    private final long deliveryTimeoutNanos;
    private long downUntil;

    KafkaBroker(World world, List<SimulatedLog> partitions, long deliveryTimeoutMillis) {
        this.timeline = world.timeline();
        this.faults = world.faults();
        this.attempts = world.attempts();
        this.partitions = partitions;
        this.deliveryTimeoutNanos = deliveryTimeoutMillis * MILLI;
    }

    /** Takes the broker away for a while. */
    void down(long nanos) {
        timeline.note("Kafka is away");
        downUntil = timeline.now() + nanos;
    }

    /** What a watch of the topic says, a moment late. */
    TopicState state() {
        long since = downUntil - timeline.now();
        return since > 0 && timeline.random().nextInt(4) == 0
                ? new TopicState.Down("the simulated broker is away")
                : new TopicState.Ready();
    }

    /** A producer of the present process. */
    @SuppressWarnings("unchecked")
    Producer<byte[], byte[]> producer() {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                KafkaBroker.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("send")) {
                        send((ProducerRecord<byte[], byte[]>) arguments[0], (Callback) arguments[1]);
                    }
                    return null;
                });
    }

    private void send(ProducerRecord<byte[], byte[]> sent, Callback callback) throws InterruptedException {
        Process client = timeline.process();
        if (!client.alive()) {
            return;
        }
        if (faults.happens("Kafka send blocks")) {
            Controlled.sleep(10 + timeline.random().nextInt(200));
        }
        if (faults.happens("Kafka send refused")) {
            callback.onCompletion(null, new TimeoutException("no memory, no metadata"));
            return;
        }
        timeline.in(
                client,
                deliveryTimeoutNanos,
                () -> callback.onCompletion(null, new TimeoutException("delivery.timeout.ms")));
        if (timeline.now() < downUntil || faults.happens("Kafka call lost")) {
            return;
        }
        timeline.outside(faults.latency("Kafka append late", 1_500), () -> append(sent, callback, client));
    }

    private void append(ProducerRecord<byte[], byte[]> sent, Callback callback, Process client) {
        if (faults.happens("Kafka append refused")) {
            answer(client, () -> callback.onCompletion(null, new NotEnoughReplicasException("simulated")));
            return;
        }
        List<EventEnvelope> events = List.of(attempts.of(header(sent, "ce_id"), header(sent, "ce_acceptedat")));
        SimulatedLog log = partitions.get(sent.partition());
        int times = faults.happens("Kafka appends twice") ? 2 : 1;
        for (int i = 0; i < times; i++) {
            log.append(events, offset -> Decoders.kafka(stored(sent, offset)));
        }
        if (!faults.happens("Kafka answer lost")) {
            RecordMetadata where =
                    new RecordMetadata(new TopicPartition(sent.topic(), sent.partition()), log.end() - 1, 0, 0, 0, 0);
            answer(client, () -> callback.onCompletion(where, null));
        }
    }

    private void answer(Process client, Runnable callback) {
        timeline.in(client, faults.latency("Kafka answer late", 1_500), callback);
    }

    private static ConsumerRecord<byte[], byte[]> stored(ProducerRecord<byte[], byte[]> sent, long offset) {
        return new ConsumerRecord<>(
                sent.topic(),
                sent.partition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                sent.key().length,
                sent.value().length,
                sent.key(),
                sent.value(),
                new RecordHeaders(sent.headers()),
                Optional.empty());
    }

    private static String header(ProducerRecord<byte[], byte[]> sent, String name) {
        return new String(sent.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
