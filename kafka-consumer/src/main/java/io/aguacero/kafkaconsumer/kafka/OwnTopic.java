package io.aguacero.kafkaconsumer.kafka;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** A topic that this service writes itself, and creates when it is absent. */
final class OwnTopic {
    private final NewTopic wanted;
    private final Map<String, Object> kafka;
    private final Duration timeout;
    private final Uni<Void> creation;
    private volatile boolean created;

    /**
     * @param settings of the topic, when it is created here
     * @param kafka settings of the clients
     * @param timeout how long the broker may take
     */
    OwnTopic(String name, int partitions, Map<String, String> settings, Map<String, Object> kafka, Duration timeout) {
        this.wanted = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
        this.kafka = kafka;
        this.timeout = timeout;
        this.creation = Uni.createFrom()
                .completionStage(this::create)
                .invoke(() -> created = true)
                .memoize()
                .until(() -> !created);
    }

    /** Completes when the topic is there, at once when that is known; fails when the broker doesn't say so in time. */
    Uni<Void> created() {
        return creation;
    }

    private CompletionStage<Void> create() {
        Admin admin = AdminClients.open(kafka, timeout);
        return admin.createTopics(List.of(wanted))
                .all()
                .toCompletionStage()
                .exceptionallyCompose(failure -> existsAlready(failure)
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(failure))
                .whenComplete((done, failure) -> admin.close(Duration.ZERO));
    }

    private static boolean existsAlready(Throwable failure) {
        return failure instanceof TopicExistsException
                || (failure instanceof CompletionException && failure.getCause() instanceof TopicExistsException);
    }
}
