package io.aguacero.rabbitconsumer.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import io.aguacero.aggregation.LogBounds;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where a stream begins and ends. AMQP 0-9-1 has no question for it: the queue's message count lags seconds
 * behind, and "last" means the last chunk, of however many messages. So the first message, and all from the last chunk
 * on, are read until the stream is silent, or until a message comes that was published after the question: before it was
 * all that there was. An empty stream is silent from the start; so is a node's copy of one that is still being brought level
 * with the others', and that one's end says nothing.
 */
final class StreamBounds {
    private static final Logger LOG = Logger.getLogger(StreamBounds.class);
    private static final int LAST_CHUNK_PREFETCH = 500;

    private final Channel channel;
    private final String stream;
    private final Duration silence;
    private final long deadlineNanos;

    /**
     * @param channel used up by one lookup
     * @param patience how long a last chunk is read on that has no end; the stream's is then what was read
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
        Probe later = probe("next", 1);
        Probe first = probe("first", 1);
        Long begin = first.next();
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
            Long came = later.come();
            if (came != null) {
                return new LogBounds(begin, Math.max(end, came + 1));
            }
            offset = System.nanoTime() < deadlineNanos ? last.next() : null;
        }
        return new LogBounds(begin, end);
    }

    private Probe probe(String from, int prefetch) throws IOException {
        Probe probe = new Probe(channel, prefetch, silence);
        // A busy stream's first message may come before the broker's answer, by which the client would know whose it
        // is.
        channel.setDefaultConsumer(probe);
        channel.basicQos(prefetch);
        channel.basicConsume(stream, false, from, false, false, Map.of(MessageDecoding.OFFSET, from), probe);
        channel.queueDeclarePassive(stream); // once it answers, what the broker had for the consumer is on the way
        return probe;
    }

    /** The offsets of what is delivered from some place on: one, or all where more than one may be on the way. */
    private static final class Probe extends DefaultConsumer {
        private final BlockingQueue<Long> offsets = new LinkedBlockingQueue<>();
        private final boolean all;
        private final Duration silence;

        Probe(Channel channel, int prefetch, Duration silence) {
            super(channel);
            this.all = prefetch > 1;
            this.silence = silence;
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body)
                throws IOException {
            offsets.add(MessageDecoding.offset(new Delivery(envelope, properties, body)));
            if (all) {
                try {
                    getChannel().basicAck(envelope.getDeliveryTag(), false);
                } catch (AlreadyClosedException e) {
                    LOG.debugf("the lookup is over: %s", e);
                }
            }
        }

        /** The next one; null where the stream is silent. */
        @Nullable
        Long next() throws InterruptedException {
            return offsets.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** The next one if it has come. */
        @Nullable
        Long come() {
            return offsets.peek();
        }
    }
}
