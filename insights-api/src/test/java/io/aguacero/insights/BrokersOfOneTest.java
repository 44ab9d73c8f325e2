package io.aguacero.insights;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalRabbitMq;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Both brokers, and a door that writes down what it gets and answers what the test wants. */
public final class BrokersOfOneTest implements QuarkusTestResourceLifecycleManager {
    static final List<String> AT_THE_DOOR = new CopyOnWriteArrayList<>();
    /** The headers Authorization that came along. */
    static final List<String> KEYS_AT_THE_DOOR = new CopyOnWriteArrayList<>();

    private static final LocalKafka KAFKA = new LocalKafka(TestFolder.made("kafka"));
    private static final LocalRabbitMq RABBIT_MQ = new LocalRabbitMq(TestFolder.made("rabbitmq"));
    private static volatile int status;
    private static volatile String body = "";
    private static @Nullable HttpServer door;

    static String bootstrapServers() {
        return KAFKA.bootstrapServers();
    }

    static String amqpUri() {
        return RABBIT_MQ.amqpUri();
    }

    static LocalKafka kafka() {
        return KAFKA;
    }

    static void doorAnswers(int withStatus, String withBody) {
        status = withStatus;
        body = withBody;
        AT_THE_DOOR.clear();
        KEYS_AT_THE_DOOR.clear();
    }

    @Override
    public Map<String, String> start() {
        KAFKA.start();
        RABBIT_MQ.start();
        try {
            door = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        door.createContext("/v1/events", BrokersOfOneTest::answer);
        door.start();
        return Map.of(
                "aguacero.insights.brokers.bootstrap-servers", bootstrapServers(),
                "aguacero.insights.brokers.amqp-uri", amqpUri(),
                "aguacero.insights.letters.ingress",
                        "http://127.0.0.1:" + door.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        KEYS_AT_THE_DOOR.add(exchange.getRequestHeaders().getFirst("Authorization"));
        AT_THE_DOOR.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] answer = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Override
    public void stop() {
        if (door != null) {
            door.stop(0);
        }
        RABBIT_MQ.close();
        KAFKA.close();
    }
}
