package io.aguacero.bench;

import com.google.protobuf.ByteString;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.EventPack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Weather tweets in both logs, evenly over the shards, as the writers store them; accepted over ten minutes. */
final class Backlog {
    /** Events of a message on RabbitMQ, as under load. */
    static final int PACK = 50;

    private static final List<String> MUNICIPALITIES = List.of("mixco", "guatemala", "amatitlan", "chinautla");
    private static final List<String> WEATHERS = List.of("sunny", "cloudy", "rainy", "foggy");
    private static final long SPAN_MICROS = 600_000_000L;

    private final int shards;
    private final int events;
    private final long endMicros;
    private final Random random = new Random(1);

    /**
     * @param events of each log
     * @param endMicros when the last one was accepted
     */
    Backlog(int shards, int events, long endMicros) {
        this.shards = shards;
        this.events = events;
        this.endMicros = endMicros;
    }

    /** Writes both logs. */
    void write(String kafka, String amqp) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(amqp);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.createTopics(List.of(new NewTopic(Names.EVENTS_TOPIC, Optional.of(shards), Optional.empty())))
                    .all()
                    .get();
        }
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka, "acks", "all", "linger.ms", 20, "batch.size", 1 << 18);
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel();
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int shard = 0; shard < shards; shard++) {
                channel.queueDeclare(Names.eventsStream(shard), true, false, false, Map.of("x-queue-type", "stream"));
            }
            channel.confirmSelect();
            for (int made = 0; made < events; made += PACK) {
                write(made, channel, producer);
            }
            channel.waitForConfirmsOrDie(60_000);
            producer.flush();
        }
    }

    private void write(int first, Channel channel, KafkaProducer<byte[], byte[]> producer) throws Exception {
        int shard = first / PACK % shards;
        List<EventEnvelope> pack = new ArrayList<>();
        for (int i = first; i < Math.min(events, first + PACK); i++) {
            EventEnvelope event = event(i);
            pack.add(event);
            ProducerRecord<byte[], byte[]> one = new ProducerRecord<>(
                    Names.EVENTS_TOPIC,
                    shard,
                    event.getKey().getBytes(StandardCharsets.UTF_8),
                    event.getPayload().toByteArray());
            CloudEventHeaders.write(
                    event, (name, value) -> one.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            var unused = producer.send(one);
        }
        channel.basicPublish(
                "",
                Names.eventsStream(shard),
                true,
                new BasicProperties.Builder()
                        .contentType(EventPack.CONTENT_TYPE)
                        .deliveryMode(2)
                        .build(),
                EventPack.encode(pack));
        if (first / PACK % 200 == 0) {
            channel.waitForConfirmsOrDie(60_000);
        }
    }

    private EventEnvelope event(int number) {
        long time = endMicros - SPAN_MICROS + SPAN_MICROS * number / events;
        String municipality = MUNICIPALITIES.get(random.nextInt(4));
        String payload = "{\"municipality\":\"%s\",\"weather\":\"%s\",\"temperature\":%d.%02d,\"humidity\":%d}"
                .formatted(
                        municipality,
                        WEATHERS.get(random.nextInt(4)),
                        random.nextInt(10, 40),
                        random.nextInt(100),
                        random.nextInt(101));
        return EventEnvelope.newBuilder()
                .setTenant(Names.DEFAULT_TENANT)
                .setKind("weather.tweet")
                .setSource(Names.HTTP_SOURCE)
                .setId("0199c0de-0000-7000-8000-%012d".formatted(number))
                .setTimeMicros(time)
                .setAcceptedAtMicros(time)
                .setKey(municipality)
                .setPayload(ByteString.copyFrom(payload, StandardCharsets.UTF_8))
                .build();
    }
}
