package io.aguacero.kafkaconsumer.kafka;

import io.aguacero.aggregation.DeadLetter;
import io.aguacero.aggregation.DeadLetterHeaders;
import io.aguacero.aggregation.DeadLetters;
import io.aguacero.contracts.Names;
import io.aguacero.kafkaconsumer.config.KafkaConsumerConfig;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** Dead letters in their Kafka topic, which is created when absent; acknowledged by all in-sync replicas. */
@ApplicationScoped
public class KafkaDeadLetters implements DeadLetters {
    private static final Logger LOG = Logger.getLogger(KafkaDeadLetters.class);

    private final MutinyEmitter<byte[]> emitter;
    private final Map<String, Object> kafka;
    private final KafkaConsumerConfig config;
    private final InstantSource clock = InstantSource.system();
    private final Uni<Void> topic;
    private volatile boolean created;

    KafkaDeadLetters(
            @Channel("dead-letters") MutinyEmitter<byte[]> emitter,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            KafkaConsumerConfig config) {
        this.emitter = emitter;
        this.kafka = kafka;
        this.config = config;
        this.topic = Uni.createFrom()
                .completionStage(this::createTopic)
                .invoke(() -> created = true)
                .memoize()
                .until(() -> !created);
    }

    @Override
    public CompletionStage<Boolean> write(DeadLetter letter) {
        return topic.chain(() -> emitter.sendMessage(message(letter)))
                .ifNoItem()
                .after(config.brokerTimeout())
                .fail()
                .replaceWith(true)
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("%s isn't written: %s", letter, failure);
                    return false;
                })
                .subscribeAsCompletionStage();
    }

    private Message<byte[]> message(DeadLetter letter) {
        Headers headers = new RecordHeaders();
        DeadLetterHeaders.write(
                letter, clock.instant(), (name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return Message.of(letter.original())
                .addMetadata(OutgoingKafkaRecordMetadata.<byte[]>builder()
                        .withHeaders(headers)
                        .build());
    }

    /** Completes when the topic is there; fails when the broker doesn't say so in time. */
    private CompletionStage<Void> createTopic() {
        Map<String, Object> settings = new HashMap<>();
        kafka.forEach((name, value) -> {
            if (AdminClientConfig.configNames().contains(name)) {
                settings.put(name, value);
            }
        });
        int millis = Math.toIntExact(config.brokerTimeout().toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        NewTopic wanted = new NewTopic(Names.DEAD_LETTERS_TOPIC, Optional.of(1), Optional.empty())
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(config.deadLettersKept().toMillis())));
        Admin admin = Admin.create(settings);
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
