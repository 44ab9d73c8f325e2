package io.aguacero.rabbitconsumer.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.aguacero.aggregation.checkpoint.Checkpoints;
import io.aguacero.aggregation.checkpoint.NewestCheckpoint;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.wire.MissingStream;
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints, each shard's in a stream of its own, which is created when absent and keeps only some of them: one message
 * each, the newest the last. Each call has a channel of its own; they are rare.
 */
@Singleton
public class RabbitCheckpoints implements Checkpoints {
    private static final Logger LOG = Logger.getLogger(RabbitCheckpoints.class);
    private static final int PERSISTENT = 2;
    /** A stream drops whole segments only: the shorter, the less is kept. */
    private static final long SEGMENT_CHECKPOINTS = 2;
    /**
     * A full segment is followed by an empty one at once, and what is beyond the bound is dropped then: only with room for
     * both, and for the checkpoint by which a segment is longer than it should be, does the newest checkpoint stay.
     */
    private static final long SEGMENTS = 2;

    private final Broker broker;
    private final RabbitConsumerConfig config;

    RabbitCheckpoints(Broker broker, RabbitConsumerConfig config) {
        this.broker = broker;
        this.config = config;
    }

    @Override
    public CompletionStage<Boolean> write(int shard, byte[] checkpoint) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        Thread.ofVirtual().name("checkpoint-" + shard).start(() -> {
            try {
                written.complete(publish(Names.checkpointsStream(shard), checkpoint));
            } catch (IOException | TimeoutException | RuntimeException e) {
                LOG.warnf("the checkpoint of shard %d isn't written: %s", shard, e);
                written.complete(false);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                written.complete(false);
            }
        });
        return written;
    }

    private boolean publish(String stream, byte[] checkpoint)
            throws IOException, TimeoutException, InterruptedException {
        long segment = config.checkpointBytesMax() * SEGMENT_CHECKPOINTS;
        OwnStream.ensure(
                broker,
                stream,
                Map.of(
                        "x-queue-type",
                        "stream",
                        "x-stream-max-segment-size-bytes",
                        segment,
                        "x-max-length-bytes",
                        segment * SEGMENTS));
        Channel channel = broker.channel();
        try {
            AtomicBoolean returned = new AtomicBoolean();
            channel.confirmSelect();
            channel.addReturnListener(unroutable -> returned.set(true));
            BasicProperties properties = new BasicProperties.Builder()
                    .contentType("application/gzip")
                    .deliveryMode(PERSISTENT)
                    .build();
            channel.basicPublish(Names.CONSUMER_EXCHANGE, stream, true, properties, checkpoint);
            return channel.waitForConfirms(config.brokerTimeout().toMillis()) && !returned.get();
        } finally {
            abort(channel);
        }
    }

    @Override
    public CompletionStage<NewestCheckpoint> newest(int shard) {
        CompletableFuture<NewestCheckpoint> newest = new CompletableFuture<>();
        Thread.ofVirtual().name("checkpoint-" + shard).start(() -> {
            try {
                newest.complete(read(Names.checkpointsStream(shard)));
            } catch (IOException | TimeoutException | RuntimeException e) {
                newest.complete(new NewestCheckpoint.Down(String.valueOf(e.getCause() == null ? e : e.getCause())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                newest.complete(new NewestCheckpoint.Down("the service stops"));
            }
        });
        return newest;
    }

    /** The last message of the last chunk: read until the stream is silent, as it doesn't say where it ends. */
    private NewestCheckpoint read(String stream) throws IOException, TimeoutException, InterruptedException {
        Channel channel = broker.channel();
        try {
            if (!exists(channel, stream)) {
                return new NewestCheckpoint.None();
            }
            BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
            channel.basicQos(1);
            channel.basicConsume(
                    stream,
                    false,
                    Map.of(MessageDecoding.OFFSET, "last"),
                    (tag, message) -> {
                        messages.add(message.getBody());
                        acknowledge(channel, message.getEnvelope().getDeliveryTag());
                    },
                    cancelled -> {});
            byte[] newest = null;
            byte[] next = messages.poll(config.brokerTimeout().toMillis(), TimeUnit.MILLISECONDS);
            while (next != null) {
                newest = next;
                next = messages.poll(config.silence().toMillis(), TimeUnit.MILLISECONDS);
            }
            if (newest != null) {
                return new NewestCheckpoint.Found(newest);
            }
            return channel.isOpen() && channel.queueDeclarePassive(stream).getMessageCount() == 0
                    ? new NewestCheckpoint.None()
                    : new NewestCheckpoint.Down("the broker doesn't give the last message");
        } finally {
            abort(channel);
        }
    }

    private static boolean exists(Channel channel, String stream) throws IOException {
        try {
            channel.queueDeclarePassive(stream);
            return true;
        } catch (IOException e) {
            AMQP.Channel.@Nullable Close refusal = Broker.refusal(e);
            if (refusal != null && MissingStream.told(refusal.getReplyCode(), refusal.getReplyText())) {
                return false;
            }
            throw e;
        }
    }

    private static void acknowledge(Channel channel, long delivery) throws IOException {
        try {
            channel.basicAck(delivery, false);
        } catch (AlreadyClosedException enough) {
            // Who has read enough has closed it.
        }
    }

    private static void abort(Channel channel) {
        try {
            channel.abort();
        } catch (IOException | AlreadyClosedException e) {
            LOG.debugf("a channel was gone before it was closed: %s", e);
        }
    }
}
