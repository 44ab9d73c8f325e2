package io.aguacero.rabbitconsumer.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import io.aguacero.aggregation.LogBounds;
import io.aguacero.aggregation.LogRecord;
import io.aguacero.aggregation.reading.RecordChunk;
import io.aguacero.aggregation.reading.RecordFeed;
import io.aguacero.aggregation.reading.ShardLog;
import io.aguacero.contracts.Names;
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One stream as a shard's log. Each reading has a channel of its own, which ends with it; acknowledgements are only flow
 * control, the position is in the store.
 */
final class StreamLog implements ShardLog {
    private static final Logger LOG = Logger.getLogger(StreamLog.class);

    private final Broker broker;
    private final String stream;
    private final RabbitConsumerConfig config;
    private @Nullable Channel reading;

    StreamLog(Broker broker, int shard, RabbitConsumerConfig config) {
        this.broker = broker;
        this.stream = Names.eventsStream(shard);
        this.config = config;
    }

    @Override
    public CompletionStage<LogBounds> bounds() {
        return apart(channel -> {
            try {
                return new StreamBounds(
                                channel,
                                stream,
                                config.silence(),
                                config.brokerTimeout().dividedBy(2))
                        .lookUp();
            } finally {
                abort(channel);
            }
        });
    }

    @Override
    public CompletionStage<Void> readFrom(long offset, RecordFeed feed) {
        return apart(channel -> {
            if (!replaces(channel, feed)) {
                abort(channel);
                return null;
            }
            channel.addShutdownListener(cause -> feed.close());
            channel.basicQos(config.prefetchMessages());
            Acknowledging acknowledging = new Acknowledging(channel, Math.max(1, config.prefetchMessages() / 4));
            channel.basicConsume(
                    stream,
                    false,
                    Map.of(MessageDecoding.OFFSET, offset),
                    (tag, message) -> deliver(message, offset, feed, acknowledging),
                    cancelled -> feed.close());
            return null;
        });
    }

    @Override
    public void pause() {
        Channel ended;
        synchronized (this) {
            ended = reading;
            reading = null;
        }
        if (ended != null) {
            Thread.ofVirtual().name(stream + "-pause").start(() -> abort(ended));
        }
    }

    /** Makes a channel the one that reads, unless its feed has been given up meanwhile. */
    private boolean replaces(Channel channel, RecordFeed feed) {
        pause();
        synchronized (this) {
            if (feed.closed()) {
                return false;
            }
            reading = channel;
            return true;
        }
    }

    /** The broker may begin with earlier messages of the chunk that holds the offset. */
    private static void deliver(Delivery message, long from, RecordFeed feed, Acknowledging acknowledging) {
        if (MessageDecoding.offset(message) < from) {
            acknowledging.done(message.getEnvelope().getDeliveryTag());
        } else {
            feed.offer(new Message(message, acknowledging));
        }
    }

    private static void abort(Channel channel) {
        try {
            channel.abort();
        } catch (IOException | ShutdownSignalException e) {
            LOG.debugf("a channel was gone before it was closed: %s", e);
        }
    }

    /** The client's calls block: each on a virtual thread of its own, never on the caller's. */
    private <T> CompletableFuture<T> apart(Asked<T> asked) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual().name(stream).start(() -> {
            try {
                answer.complete(ask(broker.channel(), asked));
            } catch (IOException | TimeoutException | ShutdownSignalException e) {
                answer.completeExceptionally(new IOException(reason(e), e));
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private <T> T ask(Channel channel, Asked<T> asked) throws Exception {
        try {
            return asked.of(channel);
        } catch (IOException | ShutdownSignalException e) {
            if (notHere(e)) {
                broker.leave(channel.getConnection());
            }
            throw e;
        }
    }

    /** Whether the node says that it has no copy of the stream in use, though another may have. */
    static boolean notHere(Exception failure) {
        AMQP.Channel.@Nullable Close refusal = Broker.refusal(failure);
        return refusal != null && refusal.getReplyCode() == AMQP.PRECONDITION_FAILED;
    }

    /** What the broker said, which the client hides in the cause. */
    private String reason(Exception failure) {
        Throwable said =
                failure instanceof ShutdownSignalException || failure.getCause() == null ? failure : failure.getCause();
        return stream + ": " + (said.getMessage() == null ? said.getClass().getSimpleName() : said.getMessage());
    }

    /** What is asked of the broker on a channel of its own. */
    @FunctionalInterface
    private interface Asked<T> {
        T of(Channel channel) throws Exception;
    }

    private record Message(Delivery delivery, Acknowledging acknowledging) implements RecordChunk {
        @Override
        public int bytes() {
            return delivery.getBody().length;
        }

        @Override
        public List<LogRecord> decode() {
            return List.of(MessageDecoding.decode(delivery));
        }

        @Override
        public void applied() {
            acknowledging.done(delivery.getEnvelope().getDeliveryTag());
        }
    }
}
