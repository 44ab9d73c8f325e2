package io.aguacero.rabbitwriter.rabbit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.contracts.wire.EventPack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads whole streams back with a plain consumer. A marker, published behind all else, tells the end of each. */
public final class StreamReading implements AutoCloseable {
    private static final String END = "end-of-stream";

    private final Connection connection;
    private final List<List<EventEnvelope>> byShard = new ArrayList<>();
    private int messages;

    /** Reads them all. */
    public StreamReading(Connection connection, int shards) throws Exception {
        this.connection = connection;
        for (int shard = 0; shard < shards; shard++) {
            byShard.add(read(Names.eventsStream(shard)));
        }
    }

    /** What a stream holds, in order. */
    public List<EventEnvelope> events(int shard) {
        return byShard.get(shard);
    }

    List<EventEnvelope> allEvents() {
        return byShard.stream().flatMap(List::stream).toList();
    }

    int messages() {
        return messages;
    }

    private List<EventEnvelope> read(String stream) throws Exception {
        LinkedBlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        List<EventEnvelope> events = new ArrayList<>();
        try (Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.basicPublish("", stream, null, END.getBytes(StandardCharsets.US_ASCII));
            channel.waitForConfirmsOrDie(30_000);
            channel.basicQos(500);
            channel.basicConsume(
                    stream,
                    false,
                    Map.of("x-stream-offset", "first"),
                    (tag, delivery) -> deliveries.add(delivery),
                    tag -> {});
            while (true) {
                Delivery delivery = deliveries.poll(30, TimeUnit.SECONDS);
                if (delivery == null) {
                    throw new AssertionError("the end of " + stream + " didn't come");
                }
                channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                if (delivery.getProperties().getContentType() == null) {
                    return events;
                }
                messages++;
                events.addAll(decoded(delivery));
            }
        }
    }

    private static List<EventEnvelope> decoded(Delivery delivery) {
        boolean pack = delivery.getProperties().getContentType().equals(EventPack.CONTENT_TYPE);
        List<DecodedEvent> decoded = pack
                ? EventPack.decode(delivery.getBody())
                : List.of(CloudEventHeaders.read(
                        name -> {
                            Object value = delivery.getProperties().getHeaders().get(name);
                            return value == null ? null : value.toString();
                        },
                        null,
                        delivery.getBody()));
        return decoded.stream()
                .map(one -> ((DecodedEvent.Readable) one).event())
                .toList();
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }
}
