package io.aguacero.rabbitwriter.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.wire.MissingStream;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig.Retention;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Exchange and streams of all events: created where they are absent, refused where they are another installation's. */
final class StreamSetup {
    private static final long SEGMENT_BYTES_MAX = 500_000_000;
    /**
     * Whole segments are dropped, as soon as a new one has begun and they are beyond the bound with it. So of what
     * may be kept, this part may go with the oldest.
     */
    private static final int SEGMENTS = 4;

    private final int shards;
    private final Retention retention;

    StreamSetup(int shards, Retention retention) {
        this.shards = shards;
        this.retention = retention;
    }

    /**
     * Makes sure of them. Streams are created from the last shard to the first, so that the last one tells how many
     * there are to be, even after a creation that was cut short.
     *
     * @return why they aren't this installation's; empty when they are
     */
    Optional<String> ensure(Connection connection) throws IOException, TimeoutException {
        if (exists(connection, Names.eventsStream(shards))) {
            return Optional.of("there is a stream " + Names.eventsStream(shards) + ", more than the " + shards
                    + " that aguacero.rabbit-writer.shards says");
        }
        boolean lastOneMissing = !exists(connection, Names.eventsStream(shards - 1));
        if (lastOneMissing && shards > 1 && exists(connection, Names.eventsStream(0))) {
            return Optional.of("there is no stream " + Names.eventsStream(shards - 1) + ", fewer than the " + shards
                    + " that aguacero.rabbit-writer.shards says");
        }
        try (Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(Names.EVENTS_EXCHANGE, BuiltinExchangeType.DIRECT, true);
        }
        for (int shard = shards - 1; shard >= 0; shard--) {
            String stream = Names.eventsStream(shard);
            boolean there = exists(connection, stream);
            try (Channel channel = connection.createChannel()) {
                if (!there) {
                    channel.queueDeclare(stream, true, false, false, arguments());
                }
                channel.queueBind(stream, Names.EVENTS_EXCHANGE, Integer.toString(shard));
            }
        }
        return Optional.empty();
    }

    private Map<String, Object> arguments() {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("x-queue-type", "stream");
        long bytes = retention.bytesMax().asLongValue();
        arguments.put("x-max-length-bytes", bytes);
        arguments.put("x-stream-max-segment-size-bytes", Math.min(bytes / SEGMENTS, SEGMENT_BYTES_MAX));
        retention.ageMax().ifPresent(age -> arguments.put("x-max-age", age));
        return arguments;
    }

    /** Looks on a channel of its own, as the broker closes the one that asks for a queue that isn't there. */
    private static boolean exists(Connection connection, String queue) throws IOException, TimeoutException {
        Channel channel = connection.createChannel();
        try {
            channel.queueDeclarePassive(queue);
            channel.close();
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
}
