package io.aguacero.insights.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.wire.MissingStream;
import io.aguacero.insights.letters.LetterLog;
import io.aguacero.insights.letters.StoredLetter;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of the RabbitMQ path. AMQP 0-9-1 doesn't say where a stream ends: it does where the broker, asked once
 * more, has answered and the stream has stayed silent.
 */
public final class LetterStream implements LetterLog, AutoCloseable {
    private static final String OFFSET = "x-stream-offset";
    private static final int PREFETCH_MESSAGES = 100;
    private static final long SILENCE_MILLIS = 250;

    private final RabbitLink link;

    /** Doesn't connect yet. */
    public LetterStream(RabbitAddress address) {
        link = new RabbitLink(address);
    }

    @Override
    public void read(long from, Visitor visitor) throws IOException {
        Channel channel = link.channel();
        try {
            if (exists(channel)) {
                read(channel, from, visitor);
            }
        } catch (ShutdownSignalException e) {
            throw new IOException("RabbitMQ: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the service stops", e);
        } finally {
            abort(channel);
        }
    }

    private static boolean exists(Channel channel) throws IOException {
        try {
            var unused = channel.queueDeclarePassive(Names.DEAD_LETTERS_STREAM);
            return true;
        } catch (IOException e) {
            if (e.getCause() instanceof ShutdownSignalException closed
                    && closed.getReason() instanceof AMQP.Channel.Close reason
                    && MissingStream.told(reason.getReplyCode(), reason.getReplyText())) {
                return false;
            }
            throw e;
        }
    }

    private static void read(Channel channel, long from, Visitor visitor) throws IOException, InterruptedException {
        BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>(); // holds no more than the prefetch
        channel.basicQos(PREFETCH_MESSAGES);
        var unused = channel.basicConsume(
                Names.DEAD_LETTERS_STREAM,
                false,
                Map.of(OFFSET, from),
                (tag, message) -> arrived.add(message),
                cancelled -> {});
        for (Delivery message = next(channel, arrived); message != null; message = next(channel, arrived)) {
            long position = offset(message);
            // The broker begins with the chunk that holds the offset.
            if (position >= from && !visitor.visit(position, letter(message, position))) {
                return;
            }
            channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
        }
    }

    private static @Nullable Delivery next(Channel channel, BlockingQueue<Delivery> arrived)
            throws IOException, InterruptedException {
        Delivery message = arrived.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (message == null) {
            var unused = channel.queueDeclarePassive(Names.DEAD_LETTERS_STREAM);
            message = arrived.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        return message;
    }

    private static Optional<StoredLetter> letter(Delivery message, long position) {
        Map<String, Object> headers = headers(message);
        return StoredLetter.read(
                name -> headers.get(name) == null ? null : headers.get(name).toString(), message.getBody(), position);
    }

    private static long offset(Delivery message) throws IOException {
        if (headers(message).get(OFFSET) instanceof Number offset) {
            return offset.longValue();
        }
        throw new IOException(Names.DEAD_LETTERS_STREAM + " is not a stream");
    }

    private static Map<String, Object> headers(Delivery message) {
        Map<String, Object> headers = message.getProperties().getHeaders();
        return headers == null ? Map.of() : headers;
    }

    private static void abort(Channel channel) {
        try {
            channel.abort();
        } catch (IOException | ShutdownSignalException gone) {
            // Then it is closed already, which is all that is wanted.
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
