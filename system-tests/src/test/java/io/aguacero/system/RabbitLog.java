package io.aguacero.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads the streams of events with a plain client, from their first message on. */
final class RabbitLog {
    private static final int SHARDS = 4;
    private static final int CREDIT = 100;
    /** A stream has no way to ask for its end; this long without a delivery is taken for it. */
    private static final long SILENCE_SECONDS = 2;

    private RabbitLog() {}

    /** Ids of all events, of those that came alone and of those that came in packs. */
    static Set<String> ids(String uri) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        Set<String> ids = new HashSet<>();
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.basicQos(CREDIT);
            for (int shard = 0; shard < SHARDS; shard++) {
                read(channel, "aguacero.events." + shard, ids);
            }
        }
        return ids;
    }

    private static void read(Channel channel, String stream, Set<String> ids) throws Exception {
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        String consumer = channel.basicConsume(
                stream,
                false,
                Map.of("x-stream-offset", "first"),
                (tag, delivery) -> deliveries.add(delivery),
                tag -> {});
        for (Delivery delivery = deliveries.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
                delivery != null;
                delivery = deliveries.poll(SILENCE_SECONDS, TimeUnit.SECONDS)) {
            addIds(delivery, ids);
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        }
        channel.basicCancel(consumer);
    }

    private static void addIds(Delivery delivery, Set<String> ids) {
        String contentType = delivery.getProperties().getContentType();
        if (contentType != null && contentType.startsWith("application/cloudevents-batch+json")) {
            for (JsonNode event : Json.read(delivery.getBody())) {
                ids.add(event.path("id").asText());
            }
        } else {
            ids.add(delivery.getProperties().getHeaders().get("ce_id").toString());
        }
    }
}
