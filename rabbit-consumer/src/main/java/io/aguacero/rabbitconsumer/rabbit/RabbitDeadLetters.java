package io.aguacero.rabbitconsumer.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.aguacero.aggregation.DeadLetter;
import io.aguacero.aggregation.DeadLetterHeaders;
import io.aguacero.aggregation.DeadLetters;
import io.aguacero.contracts.Names;
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters in their stream, which is created when absent. A letter is written once the broker has confirmed it and
 * hasn't returned it as unroutable, which alone would be confirmed too. One at a time: they are rare.
 */
@Singleton
public class RabbitDeadLetters implements DeadLetters {
    private static final Logger LOG = Logger.getLogger(RabbitDeadLetters.class);
    private static final int PERSISTENT = 2;

    private final Broker broker;
    private final RabbitConsumerConfig config;
    private final InstantSource clock = InstantSource.system();
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private @Nullable Channel channel;
    private volatile boolean returned;

    RabbitDeadLetters(Broker broker, RabbitConsumerConfig config) {
        this.broker = broker;
        this.config = config;
    }

    @Override
    public CompletionStage<Boolean> write(DeadLetter letter) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        Thread.ofVirtual().name("dead-letter").start(() -> written.complete(publish(letter)));
        return written;
    }

    private boolean publish(DeadLetter letter) {
        boolean turn = false;
        try {
            turn = oneAtATime.tryLock(config.brokerTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return turn && publish(letter, channel());
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            LOG.warnf("%s isn't written: %s", letter, e);
            forgetChannel();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            if (turn) {
                oneAtATime.unlock();
            }
        }
    }

    private boolean publish(DeadLetter letter, Channel to) throws IOException, InterruptedException, TimeoutException {
        Map<String, Object> headers = new HashMap<>();
        DeadLetterHeaders.write(letter, clock.instant(), headers::put);
        BasicProperties properties = new BasicProperties.Builder()
                .headers(headers)
                .deliveryMode(PERSISTENT)
                .build();
        returned = false;
        to.basicPublish(Names.CONSUMER_EXCHANGE, Names.DEAD_LETTERS_STREAM, true, properties, letter.original());
        boolean confirmed = to.waitForConfirms(config.brokerTimeout().toMillis());
        if (!confirmed || returned) {
            forgetChannel(); // and with it the belief that the stream is there
            return false;
        }
        return true;
    }

    private Channel channel() throws IOException, TimeoutException {
        Channel current = channel;
        if (current == null || !current.isOpen()) {
            OwnStream.ensure(
                    broker,
                    Names.DEAD_LETTERS_STREAM,
                    Map.of(
                            "x-queue-type",
                            "stream",
                            "x-max-age",
                            config.deadLettersKept().toSeconds() + "s"));
            current = broker.channel();
            current.confirmSelect();
            current.addReturnListener(unroutable -> returned = true);
            channel = current;
        }
        return current;
    }

    private void forgetChannel() {
        Channel forgotten = channel;
        channel = null;
        if (forgotten != null) {
            try {
                forgotten.abort();
            } catch (IOException | AlreadyClosedException e) {
                LOG.debugf("a channel was gone before it was closed: %s", e);
            }
        }
    }
}
