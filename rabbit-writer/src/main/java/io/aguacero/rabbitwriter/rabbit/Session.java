package io.aguacero.rabbitwriter.rabbit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import io.aguacero.contracts.Names;
import java.io.IOException;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One confirming channel, and what has been published on it without an answer. When it ends, for whatever reason, all of
 * that is answered at once: nobody knows.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Connection connection;
    private final Channel channel;
    private final ConcurrentNavigableMap<Long, Publication> unconfirmed = new ConcurrentSkipListMap<>();
    private final Consumer<String> unroutable;
    private volatile long heardAt;
    private volatile boolean returned;

    /**
     * Opens the channel.
     *
     * @param ended hears once why the session ended
     * @param unroutable hears that a message came back because no stream takes it
     */
    Session(Connection connection, Consumer<String> ended, Consumer<String> unroutable) throws IOException {
        this.connection = connection;
        this.unroutable = unroutable;
        this.channel = connection.createChannel();
        channel.addConfirmListener(new Confirms());
        channel.addReturnListener(this::returned);
        channel.addShutdownListener(signal -> {
            lost();
            ended.accept(reason(signal));
        });
        channel.confirmSelect();
    }

    boolean open() {
        return channel.isOpen();
    }

    /** Publishes what nobody has withdrawn. May block on the socket. By one thread alone. */
    void publish(Publication publication) {
        long sequence = channel.getNextPublishSeqNo();
        EventMessage message;
        try {
            message = EventMessage.of(publication.events(), sequence);
        } catch (RuntimeException e) {
            LOG.error("event can't be written as a message", e);
            publication.giveUp("not a message");
            return;
        }
        if (!publication.begin()) {
            return;
        }
        if (unconfirmed.isEmpty()) {
            heardAt = System.nanoTime();
        }
        unconfirmed.put(sequence, publication);
        try {
            channel.basicPublish(
                    Names.EVENTS_EXCHANGE,
                    Integer.toString(publication.shard()),
                    true,
                    message.properties(),
                    message.body());
        } catch (IOException | RuntimeException e) {
            // A part of it may have left; the connection is of no use any more.
            unconfirmed.remove(sequence);
            publication.giveUp("publishing failed: " + e.getClass().getSimpleName());
            abort();
        }
    }

    /** Ends it now. */
    void abort() {
        connection.abort(1_000);
        lost();
    }

    /** What has been published without an answer. */
    int unconfirmed() {
        return unconfirmed.size();
    }

    /** Whether the broker has confirmed nothing for so long, though there is something to confirm. */
    boolean silent(long now, long silenceNanos) {
        return !unconfirmed.isEmpty() && now - heardAt > silenceNanos;
    }

    /** Whether a message came back because no stream takes it. */
    boolean misrouted() {
        return returned;
    }

    /** Nobody waits for a confirm any more: what becomes of what is published is unknown. */
    void lost() {
        for (Long sequence = first(); sequence != null; sequence = first()) {
            Publication publication = unconfirmed.remove(sequence);
            if (publication != null) {
                publication.giveUp("the connection to RabbitMQ was lost");
            }
        }
    }

    private @Nullable Long first() {
        var entry = unconfirmed.firstEntry();
        return entry == null ? null : entry.getKey();
    }

    private void returned(Return message) {
        String sequence = message.getProperties().getCorrelationId();
        Publication publication = sequence == null ? null : unconfirmed.get(Long.valueOf(sequence));
        if (publication != null) {
            publication.returned();
            returned = true;
            unroutable.accept("no stream is bound for shard " + publication.shard());
        }
    }

    private static String reason(ShutdownSignalException signal) {
        return signal.getReason() == null
                ? "connection lost"
                : signal.getReason().protocolMethodName();
    }

    /** Called by the connection's thread. */
    private final class Confirms implements ConfirmListener {
        @Override
        public void handleAck(long sequence, boolean multiple) {
            each(sequence, multiple, Publication::confirmed);
        }

        @Override
        public void handleNack(long sequence, boolean multiple) {
            each(sequence, multiple, Publication::nacked);
        }

        private void each(long sequence, boolean multiple, Consumer<Publication> outcome) {
            heardAt = System.nanoTime();
            if (!multiple) {
                accept(unconfirmed.remove(sequence), outcome);
                return;
            }
            var confirmed = unconfirmed.headMap(sequence, true);
            for (Long one : confirmed.keySet()) {
                accept(unconfirmed.remove(one), outcome);
            }
        }

        private void accept(@Nullable Publication publication, Consumer<Publication> outcome) {
            if (publication != null) {
                outcome.accept(publication);
            }
        }
    }
}
