package io.aguacero.insights.lifecycle;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.insights.config.InsightsConfig;
import io.aguacero.insights.http.DoorClient;
import io.aguacero.insights.kafka.KafkaAccess;
import io.aguacero.insights.kafka.LetterTopic;
import io.aguacero.insights.letters.LetterReading;
import io.aguacero.insights.letters.LetterReplay;
import io.aguacero.insights.letters.WaitingLetters;
import io.aguacero.insights.rabbit.LetterStream;
import io.aguacero.insights.rabbit.RabbitAddress;
import io.aguacero.insights.valkey.LetterStore;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** Puts together what reads dead letters and replays them; nothing of it runs by itself. */
@Singleton
public class LetterAccess {
    private static final Logger LOG = Logger.getLogger(LetterAccess.class);

    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final LetterStream stream;
    private final LetterStore store;
    private final LetterReading reading;
    private final LetterReplay replay;

    LetterAccess(InsightsConfig config, Redis redis) {
        InsightsConfig.Brokers brokers = config.brokers();
        InsightsConfig.Letters letters = config.letters();
        stream = new LetterStream(new RabbitAddress(brokers.amqpUri(), brokers.authorityFile(), brokers.timeout()));
        store = new LetterStore(redis, config.shards(), config.readTimeout());
        reading = new LetterReading(
                Map.of(
                        DeliveryPath.KAFKA,
                        new LetterTopic(
                                new KafkaAccess(brokers.bootstrapServers(), brokers.properties(), brokers.timeout())),
                        DeliveryPath.RABBITMQ,
                        stream),
                store,
                readers,
                letters.readTimeout(),
                letters.readsInFlightMax());
        replay = new LetterReplay(reading, new DoorClient(letters.ingress(), letters.doorTimeout()));
    }

    @Produces
    @Singleton
    WaitingLetters store() {
        return store;
    }

    @Produces
    @Singleton
    LetterReading reading() {
        return reading;
    }

    @Produces
    @Singleton
    LetterReplay replay() {
        return replay;
    }

    void stop(@Observes ShutdownEvent stopping) {
        stream.close();
        readers.shutdown();
        LOG.info("stopping: closed the readers of dead letters");
    }
}
