package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.function.Executable;

/**
 * What a user of Kafka tries and mustn't be able to do.
 *
 * @param client its settings
 */
record KafkaAttempt(Map<String, Object> client) {
    private interface Question {
        KafkaFuture<?> of(Admin admin);
    }

    void readsRefused(String topic) {
        assertThrows(AuthorizationException.class, () -> KafkaLog.read(client, topic), topic);
    }

    void writesRefused(String topic) {
        refused(topic, () -> {
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
                var unused = producer.send(new ProducerRecord<>(topic, "forged".getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        });
    }

    void createsRefused(String topic) {
        asked(
                topic,
                admin -> admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all());
    }

    void deletesRefused(String topic) {
        asked(topic, admin -> admin.deleteTopics(List.of(topic)).all());
    }

    void groupRefused(String group) {
        asked(group, admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    void rightsRefused() {
        AclBindingFilter all = new AclBindingFilter(ResourcePatternFilter.ANY, AccessControlEntryFilter.ANY);
        asked("rights", admin -> admin.deleteAcls(List.of(all)).all());
    }

    private void asked(String what, Question question) {
        refused(what, () -> {
            try (Admin admin = Admin.create(client)) {
                var unused = question.of(admin).get();
            }
        });
    }

    private static void refused(String what, Executable attempt) {
        Exception failure = assertThrows(Exception.class, attempt, what);
        assertTrue(
                Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                        .anyMatch(AuthorizationException.class::isInstance),
                () -> what + ": " + failure);
    }
}
