package io.aguacero.chaos.checker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Reads streams from their first message on with a plain client. */
final class RabbitReader {
    private static final String DEAD_LETTERS = "aguacero.dead-letters";
    private static final int CREDIT = 500;
    /** A stream has no way to ask for its end; this long without a delivery is taken for it. */
    private static final long SILENCE_MILLIS = 700;
    /** But for this long while something must be there that hasn't come. */
    private static final long PATIENCE_MILLIS = 15_000;

    private final String uri;

    RabbitReader(String uri) {
        this.uri = uri;
    }

    /**
     * Events of all shards.
     *
     * @param atLeast offset that each shard's stream is known to have reached, -1 when none
     */
    List<LogEvent> events(List<Long> atLeast) {
        // Side by side, as each of them waits for its silence.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<List<LogEvent>>> shards = IntStream.range(0, atLeast.size())
                    .mapToObj(shard -> CompletableFuture.supplyAsync(
                            () -> events(shard, messages("aguacero.events." + shard, atLeast.get(shard))), threads))
                    .toList();
            return shards.stream().map(Installation::read).flatMap(List::stream).toList();
        }
    }

    private static List<LogEvent> events(int shard, List<Delivery> messages) {
        List<LogEvent> events = new ArrayList<>();
        for (Delivery message : messages) {
            events.addAll(events(new LogEvent.Place(LogPath.RABBITMQ, shard, offset(message)), message));
        }
        return events;
    }

    private static List<LogEvent> events(LogEvent.Place place, Delivery message) {
        String contentType = message.getProperties().getContentType();
        if (contentType != null && contentType.startsWith("application/cloudevents-batch+json")) {
            return EventDecoder.pack(place, message.getBody());
        }
        Map<String, String> attributes = new HashMap<>();
        headers(message).forEach((name, value) -> {
            if (name.startsWith("ce_")) {
                attributes.put(name.substring(3), value);
            }
        });
        return List.of(EventDecoder.single(place, attributes, message.getBody()));
    }

    List<DeadLetter> deadLetters() {
        return messages(DEAD_LETTERS, -1).stream()
                .map(message -> DeadLetters.read(headers(message)))
                .toList();
    }

    private static long offset(Delivery message) {
        return Long.parseLong(headers(message).getOrDefault("x-stream-offset", "-1"));
    }

    private static Map<String, String> headers(Delivery message) {
        Map<String, String> headers = new HashMap<>();
        Map<String, Object> all = message.getProperties().getHeaders();
        if (all != null) {
            all.forEach((name, value) -> headers.put(
                    name,
                    value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value)));
        }
        return headers;
    }

    private List<Delivery> messages(String stream, long atLeast) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setAutomaticRecoveryEnabled(false);
        List<Delivery> messages = new ArrayList<>();
        try {
            factory.setUri(uri);
            try (Connection connection = factory.newConnection("checker");
                    Channel channel = connection.createChannel()) {
                if (exists(connection, stream)) {
                    read(channel, stream, atLeast, messages);
                }
            }
            return messages;
        } catch (IOException | TimeoutException | URISyntaxException | GeneralSecurityException e) {
            throw new IllegalStateException("stream " + stream + " can't be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The streams of events must be there; that of dead letters is made with the first. */
    private static boolean exists(Connection connection, String stream) throws IOException, TimeoutException {
        if (!stream.equals(DEAD_LETTERS)) {
            return true;
        }
        Channel asking = connection.createChannel();
        try {
            var unused = asking.queueDeclarePassive(stream);
            asking.close();
            return true;
        } catch (IOException e) {
            if (e.getCause() instanceof ShutdownSignalException signal
                    && signal.getReason() instanceof AMQP.Channel.Close close
                    && close.getReplyCode() == AMQP.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static void read(Channel channel, String stream, long atLeast, List<Delivery> messages)
            throws IOException, InterruptedException {
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        channel.basicQos(CREDIT);
        var unused = channel.basicConsume(
                stream,
                false,
                Map.of("x-stream-offset", "first"),
                (tag, delivery) -> deliveries.add(delivery),
                tag -> {});
        long reached = -1;
        while (true) {
            long wait = reached >= atLeast ? SILENCE_MILLIS : PATIENCE_MILLIS;
            Delivery delivery = deliveries.poll(wait, TimeUnit.MILLISECONDS);
            if (delivery == null) {
                return;
            }
            messages.add(delivery);
            reached = offset(delivery);
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        }
    }
}
