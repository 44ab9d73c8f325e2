package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.rules.AsyncApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every message on both brokers is as docs/asyncapi.yaml describes it, and each that it describes is met. */
@ExtendWith(RunningPipeline.class)
class AsyncApiST {
    private static final String DEAD_LETTERS = "aguacero.dead-letters";
    private static final byte[] POISON = "no event".getBytes(StandardCharsets.UTF_8);

    private final AsyncApi document = AsyncApi.read();
    private final Set<String> met = new TreeSet<>();
    private final List<String> differences = new ArrayList<>();

    @BeforeAll
    static void fill(Pipeline pipeline) throws Exception {
        pipeline.ingress()
                .sendAll(
                        new Tweets(12, "described-", Instant.now())
                                .addEachForm(1)
                                .posts(),
                        1);
        KafkaLog.put(pipeline.kafka(), 0, POISON);
        RabbitLog.put(pipeline.rabbitMq(), 0, POISON);
    }

    @Test
    void everyMessageOnKafkaIsAsDescribed(Pipeline pipeline) {
        Map<String, Object> kafka = pipeline.kafka();
        KafkaLog.read(kafka, "aguacero.events").stream()
                .filter(message -> message.headers().containsKey("ce_id"))
                .forEach(message -> compare("kafkaEvent", message));
        letters(() -> KafkaLog.read(kafka, DEAD_LETTERS)).forEach(message -> compare("kafkaDeadLetter", message));

        assertEquals(List.of(), differences);
        assertEquals(Set.of("kafkaEvent", "kafkaDeadLetter"), met);
    }

    @Test
    void everyMessageOnRabbitMqIsAsDescribed(Pipeline pipeline) {
        ConnectionFactory amqp = pipeline.rabbitMq();
        for (int shard = 0; shard < RabbitLog.SHARDS; shard++) {
            for (LogMessage message : RabbitLog.read(amqp, "aguacero.events." + shard)) {
                if (message.contentType().startsWith("application/cloudevents-batch+json")) {
                    compare("pack", message);
                } else if (message.headers().containsKey("ce_id")) {
                    compare("rabbitmqEvent", message);
                }
            }
        }
        letters(() -> RabbitLog.read(amqp, DEAD_LETTERS)).forEach(message -> compare("rabbitmqDeadLetter", message));

        assertEquals(List.of(), differences);
        assertEquals(Set.of("pack", "rabbitmqDeadLetter", "rabbitmqEvent"), met);
    }

    private static List<LogMessage> letters(Supplier<List<LogMessage>> reading) {
        return Waiting.until("a dead letter", Duration.ofSeconds(60), () -> {
            List<LogMessage> letters = reading.get();
            return letters.isEmpty() ? Optional.empty() : Optional.of(letters);
        });
    }

    private void compare(String message, LogMessage found) {
        met.add(message);
        JsonNode payload = message.endsWith("DeadLetter") ? NullNode.instance : Json.read(found.body());
        Map<String, String> headers = found.headers();
        differences.addAll(document.differences(message, found.contentType(), headers, payload));
    }
}
