package io.aguacero.rabbitconsumer.rabbit;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Gives the broker leave to deliver more: one acknowledgement for many messages. It decides nothing else. */
final class Acknowledging {
    private static final Logger LOG = Logger.getLogger(Acknowledging.class);

    private final Channel channel;
    private final int every;
    private long acknowledged;

    /**
     * @param every how many messages one acknowledgement is for; well below the prefetch, so that delivery never waits
     *     for those that aren't acknowledged yet
     */
    Acknowledging(Channel channel, int every) {
        this.channel = channel;
        this.every = every;
    }

    /** The message of that tag, and all before it, are done with. */
    synchronized void done(long tag) {
        if (tag - acknowledged >= every) {
            acknowledged = tag;
            try {
                channel.basicAck(tag, true);
            } catch (AlreadyClosedException | IOException e) {
                LOG.debugf("the channel is gone, and its credit with it: %s", e);
            }
        }
    }
}
