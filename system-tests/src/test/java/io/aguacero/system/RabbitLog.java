package io.aguacero.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads streams whole with a plain client, and puts messages into those of events behind the services' back. */
final class RabbitLog {
    static final int SHARDS = 4;
    private static final int CREDIT = 100;
    /** A stream has no way to ask for its end; this long without a delivery is taken for it. */
    private static final long SILENCE_SECONDS = 2;

    private RabbitLog() {}

    /** Ids of all events, of those that came alone and of those that came in packs. */
    static Set<String> ids(ConnectionFactory broker) {
        Set<String> ids = new HashSet<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            for (LogMessage message : read(broker, "aguacero.events." + shard)) {
                addIds(message, ids);
            }
        }
        return ids;
    }

    /** All messages of a stream. */
    static List<LogMessage> read(ConnectionFactory broker, String stream) {
        try (Connection connection = broker.newConnection();
                Channel channel = connection.createChannel()) {
            channel.basicQos(CREDIT);
            BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
            channel.basicConsume(
                    stream,
                    false,
                    Map.of("x-stream-offset", "first"),
                    (tag, delivery) -> deliveries.add(delivery),
                    tag -> {});
            List<LogMessage> messages = new ArrayList<>();
            for (Delivery delivery = deliveries.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
                    delivery != null;
                    delivery = deliveries.poll(SILENCE_SECONDS, TimeUnit.SECONDS)) {
                messages.add(message(delivery));
                channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
            }
            return messages;
        } catch (Exception e) {
            throw new AssertionError("stream " + stream + " can't be read", e);
        }
    }

    /** Puts a message without headers into the stream of a shard. */
    static void put(ConnectionFactory broker, int shard, byte[] body) throws Exception {
        try (Connection connection = broker.newConnection();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.basicPublish("aguacero.events", Integer.toString(shard), new BasicProperties(), body);
            channel.waitForConfirmsOrDie(TimeUnit.SECONDS.toMillis(30));
        }
    }

    /** What connects to an address with user, password and virtual host. */
    static ConnectionFactory factory(String uri) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(uri);
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
        return factory;
    }

    private static LogMessage message(Delivery delivery) {
        BasicProperties properties = delivery.getProperties();
        Map<String, String> headers = new HashMap<>();
        if (properties.getHeaders() != null) {
            properties.getHeaders().forEach((name, value) -> headers.put(name, value.toString()));
        }
        String contentType = properties.getContentType();
        return new LogMessage(contentType == null ? "" : contentType, headers, delivery.getBody());
    }

    private static void addIds(LogMessage message, Set<String> ids) {
        if (message.contentType().startsWith("application/cloudevents-batch+json")) {
            for (JsonNode event : Json.read(message.body())) {
                ids.add(event.path("id").asText());
            }
        } else {
            ids.add(message.headers().get("ce_id"));
        }
    }
}
