package io.aguacero.rabbitconsumer.rabbit;

import com.rabbitmq.client.Channel;
import io.aguacero.aggregation.LogBounds;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where a stream begins and ends. AMQP 0-9-1 has no question for it: the queue's message count lags seconds
 * behind, and "last" means the last chunk, of however many messages. So the first message, and all from the last chunk
 * on, are read until the stream is silent. An empty stream is silent from the start; so is a node's copy of one that is
 * still being brought level with the others', and that one's end says nothing.
 */
final class StreamBounds {
    private static final int LAST_CHUNK_PREFETCH = 500;

    private final Channel channel;
    private final String stream;
    private final Duration silence;
    private final long deadlineNanos;

    /**
     * @param channel used up by one lookup
     * @param patience how long a stream that is never silent is read on; its end is then what was read
     */
    StreamBounds(Channel channel, String stream, Duration silence, Duration patience) {
        this.channel = channel;
        this.stream = stream;
        this.silence = silence;
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    /** Fails when the stream isn't there, or this node's copy of it isn't complete. */
    LogBounds lookUp() throws IOException, InterruptedException {
        long count = channel.queueDeclarePassive(stream).getMessageCount();
        Probe first = probe("first", 1);
        Long begin = first.next();
        channel.basicCancel(first.tag());
        if (begin == null && count == 0) {
            return new LogBounds(0, 0);
        }
        if (begin == null) {
            throw new IOException("the broker gives none of " + count + " messages: its copy is incomplete");
        }
        Probe last = probe("last", LAST_CHUNK_PREFETCH);
        long end = begin + 1;
        Long offset = last.next();
        if (offset == null) {
            throw new IOException("the broker gives a first message but no last: its copy is incomplete");
        }
        while (offset != null) {
            end = Math.max(end, offset + 1);
            offset = System.nanoTime() < deadlineNanos ? last.next() : null;
        }
        return new LogBounds(begin, end);
    }

    private Probe probe(String from, int prefetch) throws IOException {
        BlockingQueue<Long> offsets = new LinkedBlockingQueue<>();
        channel.basicQos(prefetch);
        String tag = channel.basicConsume(
                stream,
                false,
                Map.of(MessageDecoding.OFFSET, from),
                (consumer, message) -> {
                    offsets.add(MessageDecoding.offset(message));
                    channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
                },
                cancelled -> {});
        channel.queueDeclarePassive(stream); // once it answers, what the broker had for the consumer is on the way
        return new Probe(tag, offsets, silence);
    }

    private record Probe(String tag, BlockingQueue<Long> offsets, Duration silence) {
        @Nullable
        Long next() throws InterruptedException {
            return offsets.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
