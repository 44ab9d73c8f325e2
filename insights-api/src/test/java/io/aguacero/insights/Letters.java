package io.aguacero.insights;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.aggregation.DeadLetter;
import io.aguacero.aggregation.DeadLetterHeaders;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Puts dead letters where the consumers put them. */
final class Letters {
    private static final Instant FAILED = Instant.parse("2026-03-01T12:00:05Z");

    private Letters() {}

    static DeadLetter letter(
            DeliveryPath path, int shard, long offset, String code, @Nullable EventEnvelope event, String original) {
        return new DeadLetter(
                code, "it can't be counted", path, shard, offset, 0, event, original.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes the topic too. */
    static void toKafka(DeadLetter... letters) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BrokersOfOneTest.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(Names.DEAD_LETTERS_TOPIC, 1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", BrokersOfOneTest.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (DeadLetter letter : letters) {
                var written = new ProducerRecord<byte[], byte[]>(Names.DEAD_LETTERS_TOPIC, 0, null, letter.original());
                DeadLetterHeaders.write(
                        letter,
                        FAILED,
                        (name, value) -> written.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
                var unused = producer.send(written).get();
            }
        }
    }

    static void toRabbitMq(DeadLetter... letters) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(BrokersOfOneTest.amqpUri());
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(Names.DEAD_LETTERS_STREAM, true, false, false, Map.of("x-queue-type", "stream"));
            channel.confirmSelect();
            for (DeadLetter letter : letters) {
                Map<String, Object> headers = new HashMap<>();
                DeadLetterHeaders.write(letter, FAILED, headers::put);
                channel.basicPublish(
                        "",
                        Names.DEAD_LETTERS_STREAM,
                        new BasicProperties.Builder().headers(headers).build(),
                        letter.original());
            }
            channel.waitForConfirmsOrDie(30_000);
        }
    }
}
