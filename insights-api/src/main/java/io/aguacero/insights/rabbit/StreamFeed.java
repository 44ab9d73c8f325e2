package io.aguacero.insights.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.contracts.wire.EventPack;
import io.aguacero.insights.reconciliation.LogFeed;
import io.aguacero.insights.reconciliation.ScannedRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Streams, each on a channel of its own; what the broker gives ahead of the reader is bounded by the prefetch. */
final class StreamFeed implements LogFeed {
    private static final String OFFSET = "x-stream-offset";

    private final RabbitLink link;
    private final int prefetch;
    private final Map<Integer, Reading> readings = new TreeMap<>();
    private final Semaphore arrivals = new Semaphore(0);

    StreamFeed(RabbitLink link, int prefetch) {
        this.link = link;
        this.prefetch = prefetch;
    }

    /** A stream being read. The queue holds no more than the prefetch. */
    private static final class Reading {
        final Channel channel;
        final ConcurrentLinkedQueue<Delivery> waiting = new ConcurrentLinkedQueue<>();
        boolean paused;
        volatile @Nullable String ended;

        Reading(Channel channel) {
            this.channel = channel;
        }
    }

    @Override
    public void read(int shard, long from) throws IOException {
        begin(shard, from, from);
    }

    @Override
    public void readSince(int shard, long sinceMillis) throws IOException {
        begin(shard, Date.from(Instant.ofEpochMilli(Math.max(0, sinceMillis))), 0);
    }

    /**
     * @param place as RabbitMQ takes it: an offset, or a time in whole seconds
     * @param first offset of the first record that is wanted
     */
    private void begin(int shard, Object place, long first) throws IOException {
        Reading before = readings.remove(shard);
        if (before != null) {
            abort(before.channel);
        }
        Channel channel = link.channel();
        Reading reading = new Reading(channel);
        readings.put(shard, reading);
        try {
            channel.addShutdownListener(cause -> reading.ended = cause.getMessage());
            channel.basicQos(prefetch);
            channel.basicConsume(
                    Names.eventsStream(shard),
                    false,
                    Map.of(OFFSET, place),
                    (tag, message) -> {
                        if (offset(message) >= first) {
                            reading.waiting.add(message);
                            arrivals.release();
                        } else {
                            // The broker begins with the chunk that holds the offset.
                            channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
                        }
                    },
                    cancelled -> reading.ended = "the broker cancelled it");
        } catch (ShutdownSignalException e) {
            throw new IOException(Names.eventsStream(shard) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<ScannedRecord> poll(Duration patience) throws IOException {
        List<ScannedRecord> records = new ArrayList<>();
        try {
            if (arrivals.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                arrivals.drainPermits();
            }
            for (Map.Entry<Integer, Reading> each : readings.entrySet()) {
                take(each.getKey(), each.getValue(), records);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ShutdownSignalException e) {
            throw new IOException(e.getMessage(), e);
        }
        return records;
    }

    private static void take(int shard, Reading reading, List<ScannedRecord> records) throws IOException {
        String ended = reading.ended;
        if (ended != null) {
            throw new IOException(Names.eventsStream(shard) + ": " + ended);
        }
        Delivery last = null;
        Delivery next = reading.paused ? null : reading.waiting.poll();
        while (next != null) {
            last = next;
            records.add(new ScannedRecord(shard, offset(next), decode(next)));
            next = reading.waiting.poll();
        }
        if (last != null) {
            reading.channel.basicAck(last.getEnvelope().getDeliveryTag(), true);
        }
    }

    @Override
    public void pause(int shard, boolean paused) {
        Reading reading = readings.get(shard);
        if (reading != null && reading.paused != paused) {
            reading.paused = paused;
            arrivals.release();
        }
    }

    /** Once the broker has answered, whatever it had for the consumer is here. */
    @Override
    public boolean atEnd(int shard) throws IOException {
        Reading reading = readings.get(shard);
        if (reading == null || !reading.waiting.isEmpty()) {
            return false;
        }
        try {
            var unused = reading.channel.queueDeclarePassive(Names.eventsStream(shard));
        } catch (ShutdownSignalException e) {
            throw new IOException(e.getMessage(), e);
        }
        return reading.waiting.isEmpty();
    }

    @Override
    public void close() {
        readings.values().forEach(reading -> abort(reading.channel));
        readings.clear();
    }

    private static void abort(Channel channel) {
        try {
            channel.abort();
        } catch (IOException | ShutdownSignalException gone) {
            // Then it is closed already, which is all that is wanted.
        }
    }

    private static long offset(Delivery message) {
        if (headers(message).get(OFFSET) instanceof Number offset) {
            return offset.longValue();
        }
        throw new IllegalStateException("a message without " + OFFSET + ": its queue is not a stream");
    }

    private static List<DecodedEvent> decode(Delivery message) {
        Map<String, Object> headers = headers(message);
        return EventPack.CONTENT_TYPE.equals(message.getProperties().getContentType())
                ? EventPack.decode(message.getBody())
                : List.of(CloudEventHeaders.read(name -> text(headers.get(name)), null, message.getBody()));
    }

    private static Map<String, Object> headers(Delivery message) {
        BasicProperties properties = message.getProperties();
        return properties.getHeaders() == null ? Map.of() : properties.getHeaders();
    }

    private static @Nullable String text(@Nullable Object header) {
        return header == null ? null : header.toString();
    }
}
