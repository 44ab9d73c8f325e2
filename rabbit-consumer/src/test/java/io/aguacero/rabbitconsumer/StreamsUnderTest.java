package io.aguacero.rabbitconsumer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.aggregation.consuming.LogUnderTest;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.EventPack;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.process.Until;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The shards' streams of a real RabbitMQ, written to over a plain channel: packs of several sizes and single events. */
final class StreamsUnderTest implements LogUnderTest {
    private static final int[] PACKS = {1, 7, 1, 40, 3};

    private final LocalRabbitMq rabbitmq;
    private int streams;

    StreamsUnderTest(Path directory) {
        rabbitmq = new LocalRabbitMq(directory);
        rabbitmq.start();
    }

    @Override
    public DeliveryPath path() {
        return DeliveryPath.RABBITMQ;
    }

    @Override
    public LocalServer broker() {
        return rabbitmq;
    }

    @Override
    public Map<String, String> properties() {
        return Map.of("aguacero.rabbit-consumer.uri", rabbitmq.amqpUri());
    }

    @Override
    public void create(int shards) throws Exception {
        streams = shards;
        withChannel(channel -> {
            channel.exchangeDeclare(Names.EVENTS_EXCHANGE, "direct", true);
            for (int shard = 0; shard < shards; shard++) {
                String stream = Names.eventsStream(shard);
                channel.queueDeclare(stream, true, false, false, Map.of("x-queue-type", "stream"));
                channel.queueBind(stream, Names.EVENTS_EXCHANGE, Integer.toString(shard));
            }
        });
    }

    @Override
    public void delete(int shards) throws Exception {
        withChannel(channel -> {
            for (int shard = 0; shard < shards; shard++) {
                channel.queueDelete(Names.eventsStream(shard));
            }
        });
    }

    @Override
    public void put(List<EventEnvelope> events) {
        Map<Integer, List<EventEnvelope>> byShard = new TreeMap<>();
        events.forEach(event -> byShard.computeIfAbsent(new Shards(streams).shardOf(event), none -> new ArrayList<>())
                .add(event));
        confirmed(channel -> {
            for (Map.Entry<Integer, List<EventEnvelope>> shard : byShard.entrySet()) {
                publish(channel, shard.getKey(), shard.getValue());
            }
        });
    }

    /**
     * Publishes until all is confirmed and routed, as the writer does: just after a start the broker may not know its streams
     * yet, and says so. What is sent again is a duplicate.
     */
    private void confirmed(Use publishing) {
        assertTrue(
                Until.within(Duration.ofMinutes(1), () -> isConfirmed(publishing)),
                "the broker finds no way to the streams");
    }

    private boolean isConfirmed(Use publishing) {
        AtomicBoolean returned = new AtomicBoolean();
        try {
            create(streams);
            withChannel(channel -> {
                channel.confirmSelect();
                channel.addReturnListener(unroutable -> returned.set(true));
                publishing.with(channel);
                channel.waitForConfirmsOrDie(10_000);
            });
            return !returned.get();
        } catch (Exception notYet) {
            return false;
        }
    }

    private static void publish(Channel channel, int shard, List<EventEnvelope> events) throws IOException {
        int from = 0;
        for (int turn = 0; from < events.size(); turn++) {
            int to = Math.min(events.size(), from + PACKS[turn % PACKS.length]);
            if (to - from == 1) {
                Map<String, Object> headers = new HashMap<>();
                CloudEventHeaders.write(events.get(from), headers::put);
                CloudEventHeaders.writeKey(events.get(from), headers::put);
                publish(
                        channel,
                        shard,
                        CloudEventHeaders.CONTENT_TYPE,
                        headers,
                        events.get(from).getPayload().toByteArray());
            } else {
                publish(channel, shard, EventPack.CONTENT_TYPE, Map.of(), EventPack.encode(events.subList(from, to)));
            }
            from = to;
        }
    }

    private static void publish(
            Channel channel, int shard, String contentType, Map<String, Object> headers, byte[] body)
            throws IOException {
        BasicProperties properties = new BasicProperties.Builder()
                .contentType(contentType)
                .headers(headers)
                .deliveryMode(2)
                .build();
        channel.basicPublish(Names.EVENTS_EXCHANGE, Integer.toString(shard), true, properties, body);
    }

    /** One pack: the broken item as a JSON string between two events. */
    @Override
    public void putAround(EventEnvelope before, byte[] broken, EventEnvelope after, int shard) throws IOException {
        ByteArrayOutputStream pack = new ByteArrayOutputStream();
        byte[] first = EventPack.encode(List.of(before));
        byte[] last = EventPack.encode(List.of(after));
        pack.write(first, 0, first.length - 1);
        pack.write(',');
        pack.write(broken);
        pack.write(',');
        pack.write(last, 1, last.length - 1);
        confirmed(channel -> publish(channel, shard, EventPack.CONTENT_TYPE, Map.of(), pack.toByteArray()));
    }

    @Override
    public List<Letter> letters() throws Exception {
        BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
        List<Letter> read = new ArrayList<>();
        withChannel(channel -> {
            channel.basicQos(100);
            channel.basicConsume(
                    Names.DEAD_LETTERS_STREAM,
                    false,
                    Map.of("x-stream-offset", "first"),
                    (tag, message) -> letters.add(new Letter(
                            message.getBody(), text(message.getProperties().getHeaders()))),
                    tag -> {});
            Letter letter = letters.poll(10, TimeUnit.SECONDS);
            while (letter != null) {
                read.add(letter);
                letter = letters.poll(1, TimeUnit.SECONDS);
            }
        });
        return read;
    }

    private static Map<String, String> text(Map<String, Object> headers) {
        Map<String, String> text = new HashMap<>();
        headers.forEach((name, value) -> text.put(name, value.toString()));
        return text;
    }

    private void withChannel(Use use) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(rabbitmq.amqpUri());
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            use.with(channel);
        }
    }

    private interface Use {
        void with(Channel channel) throws Exception;
    }
}
