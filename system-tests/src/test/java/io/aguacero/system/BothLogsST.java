package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A 202 means stored on both brokers: read with plain clients, each log holds every event that was answered so. */
@ExtendWith(RunningPipeline.class)
class BothLogsST {
    @Test
    void everyAcceptedEventIsInKafkaAndInRabbitMq(Pipeline pipeline) throws Exception {
        Instant latest = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Tweets tweets = new Tweets(11, "logged-", latest).addEachForm(6);

        pipeline.ingress().sendAll(tweets.posts(), 8);

        assertTrue(missing(tweets, KafkaLog.ids(pipeline.kafka())).isEmpty());
        assertTrue(missing(tweets, RabbitLog.ids(pipeline.rabbitMq())).isEmpty());
    }

    private static Set<String> missing(Tweets tweets, Set<String> stored) {
        Set<String> missing = new HashSet<>(tweets.ids());
        missing.removeAll(stored);
        return missing;
    }
}
