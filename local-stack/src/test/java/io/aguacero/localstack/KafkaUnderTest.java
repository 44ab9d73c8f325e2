package io.aguacero.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

final class KafkaUnderTest implements ServerUnderTest {
    private static final TopicPartition TEXTS = new TopicPartition("texts", 0);

    private final LocalKafka kafka;

    KafkaUnderTest(Path directory) {
        kafka = new LocalKafka(directory);
    }

    @Override
    public LocalServer server() {
        return kafka;
    }

    @Override
    public String program() {
        return "java";
    }

    @Override
    public void store(String text) {
        try (Admin admin = Admin.create(clients());
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(clients(), new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(TEXTS.topic(), 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            producer.send(new ProducerRecord<>(TEXTS.topic(), text)).get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String load() {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(clients(), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(TEXTS));
            consumer.seekToBeginning(List.of(TEXTS));
            return consumer.poll(Duration.ofSeconds(20)).iterator().next().value();
        }
    }

    @Override
    public boolean answers() {
        try (Admin admin = Admin.create(clients())) {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private Map<String, Object> clients() {
        return Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "acks", "all",
                "request.timeout.ms", "2000",
                "default.api.timeout.ms", "3000",
                "delivery.timeout.ms", "20000");
    }
}
