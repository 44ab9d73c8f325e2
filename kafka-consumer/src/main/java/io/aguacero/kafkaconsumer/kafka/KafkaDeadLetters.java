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
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.TopicConfig;
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
    private final KafkaConsumerConfig config;
    private final InstantSource clock = InstantSource.system();
    private final Uni<Void> topic;

    KafkaDeadLetters(
            @Channel("dead-letters") MutinyEmitter<byte[]> emitter,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            KafkaConsumerConfig config) {
        this.emitter = emitter;
        this.config = config;
        this.topic = new OwnTopic(
                        Names.DEAD_LETTERS_TOPIC,
                        1,
                        Map.of(
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(config.deadLettersKept().toMillis())),
                        kafka,
                        config.brokerTimeout())
                .created();
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
}
