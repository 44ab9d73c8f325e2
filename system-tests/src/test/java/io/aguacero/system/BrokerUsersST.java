package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.localstack.users.LocalUsers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nobody does anything at brokers and store but its users, each what is its own alone, and the pipeline counts by them. */
@ExtendWith(RunningPipeline.class)
class BrokerUsersST {
    private static final List<String> SERVICES =
            List.of("kafka-writer", "rabbit-writer", "kafka-consumer", "rabbit-consumer", "insights-api");
    private static final String WRONG = "0".repeat(48);

    @Test
    void whoHasNoUserOrAWrongPasswordGetsInNowhere(Pipeline pipeline) throws IOException {
        Map<String, Object> nobody = new HashMap<>(pipeline.kafka());
        nobody.keySet().removeIf(name -> name.startsWith("sasl."));
        nobody.putAll(Map.of("security.protocol", "SSL", "default.api.timeout.ms", 3_000, "request.timeout.ms", 2_000));
        assertThrows(ExecutionException.class, () -> nodes(nobody), "Kafka, without a user");
        assertThrows(
                AuthenticationFailureException.class,
                () -> new RabbitAttempt(pipeline.rabbitMq("guest", "guest")).enter());
        assertEquals(
                "-NOAUTH Authentication required.", pipeline.store().unnamed().ask("PING"));

        for (String service : SERVICES) {
            ExecutionException refused =
                    assertThrows(ExecutionException.class, () -> nodes(kafka(pipeline, service, WRONG)), service);
            assertInstanceOf(SaslAuthenticationException.class, refused.getCause());
            RabbitAttempt guessed = new RabbitAttempt(pipeline.rabbitMq(service, WRONG));
            assertThrows(AuthenticationFailureException.class, guessed::enter, service);
            RespConnection store = pipeline.store().as(service, WRONG);
            assertThrows(IOException.class, () -> store.ask("PING"), service);
        }
    }

    @Test
    void onKafkaAUserIsRefusedWhatIsNotItsOwn(Pipeline pipeline) throws Exception {
        pipeline.settle(); // with something to read in every partition
        makeSureOfDeadLetters(pipeline);
        KafkaAttempt writer = new KafkaAttempt(kafka(pipeline, "kafka-writer"));
        writer.readsRefused("aguacero.events");
        writer.writesRefused("aguacero.dead-letters");
        writer.createsRefused("aguacero.other");
        writer.createsRefused("aguacero.checkpoints");
        writer.deletesRefused("aguacero.events");
        KafkaAttempt consumer = new KafkaAttempt(kafka(pipeline, "kafka-consumer"));
        consumer.writesRefused("aguacero.events");
        consumer.writesRefused("aguacero.door");
        consumer.createsRefused("aguacero.other");
        consumer.groupRefused("aguacero.relay");
        KafkaAttempt relay = new KafkaAttempt(kafka(pipeline, "rabbit-writer"));
        relay.writesRefused("aguacero.events");
        relay.readsRefused("aguacero.door");
        relay.groupRefused("aguacero.kafka-consumer");
        KafkaAttempt insights = new KafkaAttempt(kafka(pipeline, "insights-api"));
        insights.writesRefused("aguacero.events");
        insights.writesRefused("aguacero.dead-letters");
        insights.groupRefused("aguacero.kafka-consumer");
        insights.rightsRefused();
    }

    /** kafka-consumer makes the topic with its first letter. */
    private static void makeSureOfDeadLetters(Pipeline pipeline) throws InterruptedException {
        try (Admin operator = Admin.create(pipeline.kafka())) {
            var unused = operator.createTopics(List.of(new NewTopic("aguacero.dead-letters", 1, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            assertInstanceOf(TopicExistsException.class, e.getCause());
        }
    }

    @Test
    void onRabbitMqAUserIsRefusedWhatIsNotItsOwn(Pipeline pipeline) throws Exception {
        RabbitAttempt writer = new RabbitAttempt(own(pipeline, "rabbit-writer"));
        writer.readsRefused("aguacero.events.0");
        writer.writesRefused("", "aguacero.dead-letters");
        writer.writesRefused("aguacero.rabbit-consumer", "aguacero.dead-letters");
        writer.refused(channel -> channel.queueDeclare("aguacero.other", true, false, false, Map.of()));
        RabbitAttempt consumer = new RabbitAttempt(own(pipeline, "rabbit-consumer"));
        consumer.writesRefused("aguacero.events", "0");
        consumer.writesRefused("", "aguacero.events.0");
        consumer.refused(channel -> channel.queueBind("aguacero.events.0", "aguacero.rabbit-consumer", "events"));
        consumer.refused(channel -> channel.queueDelete("aguacero.events.0"));
        consumer.readsRefused("aguacero.dead-letters");
        RabbitAttempt insights = new RabbitAttempt(own(pipeline, "insights-api"));
        insights.writesRefused("aguacero.events", "0");
        insights.writesRefused("", "aguacero.dead-letters");
        insights.readsRefused("aguacero.checkpoints.0");
        insights.refused(channel -> channel.queueDelete("aguacero.dead-letters"));
    }

    @Test
    void atTheStoreAUserIsRefusedWhatIsNotItsOwn(Pipeline pipeline) throws IOException {
        for (String consumer : List.of("kafka-consumer", "rabbit-consumer")) {
            String others = consumer.equals("kafka-consumer") ? "{r:0}:g1" : "{k:0}:g1";
            refused(pipeline, consumer, "FLUSHALL");
            refused(pipeline, consumer, "CONFIG", "GET", "*");
            refused(pipeline, consumer, "KEYS", "*");
            refused(pipeline, consumer, "FUNCTION", "LOAD", "#!lua name=other");
            refused(pipeline, consumer, "EVAL", "return 1", "0");
            refused(pipeline, consumer, "HGET", others + ":pos", "next");
            refused(pipeline, consumer, "FCALL", "aguacero_open", "1", others, "version", "me", "1000");
            refused(pipeline, consumer, "ACL", "LIST");
        }
        refused(pipeline, "insights-api", "HSET", "{k:0}:g1:pos", "next", "0");
        refused(pipeline, "insights-api", "UNLINK", "{k:0}:g1:pos");
        refused(pipeline, "insights-api", "FCALL", "aguacero_open", "1", "{k:0}:g1", "version", "me", "1000");
        refused(pipeline, "insights-api", "FLUSHALL");
        refused(pipeline, LocalUsers.MIGRATION, "HGET", "{k:0}:g1:pos", "next");
        refused(pipeline, LocalUsers.MIGRATION, "FUNCTION", "DELETE", "aguacero");
        refused(pipeline, LocalUsers.MIGRATION, "FCALL", "aguacero_open", "1", "{k:0}:g1", "version", "me", "1");
    }

    @Test
    void eventsAreCountedOnBothPathsThoughTheStoreHasLostItsFunctions(Pipeline pipeline) throws Exception {
        pipeline.settle();
        long kafkaBefore = counted(pipeline, "kafka");
        long rabbitBefore = counted(pipeline, "rabbitmq");
        assertEquals("+OK", pipeline.store().ask("FUNCTION", "FLUSH"));
        pipeline.ingress()
                .sendAll(
                        new Tweets(31, "by-users-", Instant.now())
                                .addEachForm(3)
                                .posts(),
                        2);
        pipeline.settle();

        long sent = counted(pipeline, "kafka") - kafkaBefore;
        assertTrue(sent > 0);
        assertEquals(sent, counted(pipeline, "rabbitmq") - rabbitBefore);
    }

    @Test
    void passwordsAreTheirOwnersAloneAndInNoLogAndOnNoCommandLine(Pipeline pipeline) throws IOException {
        List<String> passwords = Stream.concat(SERVICES.stream(), Stream.of(LocalUsers.OPERATOR, LocalUsers.MIGRATION))
                .map(users(pipeline)::password)
                .toList();
        assertEquals(passwords.size(), passwords.stream().distinct().count());
        try (Stream<Path> all = Files.walk(pipeline.home())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (file.toString().endsWith(".log") || file.toString().endsWith(".log.1")) {
                    assertHasNone(passwords, file);
                }
            }
        }
        for (String process : Pipeline.PROCESSES) {
            long pid = pipeline.process(process).orElseThrow().pid();
            assertHasNone(passwords, Path.of("/proc/" + pid + "/cmdline"));
            assertHasNone(passwords, Path.of("/proc/" + pid + "/environ"));
        }
        for (String holding : List.of(
                "kafka-client.properties",
                "endpoints.env",
                "data/users/operator",
                "data/users/kafka-writer.properties",
                "data/kafka/server.properties",
                "data/kafka/format.arguments",
                "data/kafka/key-store.pem",
                "identity/authority/tls.key",
                "identity/kafka/tls.key",
                "identity/rabbitmq/tls.key",
                "identity/valkey/tls.key",
                "data/rabbitmq/definitions.json",
                "data/valkey/users.acl")) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(pipeline.home().resolve(holding))),
                    holding);
        }
    }

    private static void assertHasNone(List<String> passwords, Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        passwords.forEach(password -> assertFalse(text.contains(password), () -> file + " holds a password"));
    }

    private static LocalUsers users(Pipeline pipeline) {
        return new LocalUsers(LocalUsers.folderBelow(pipeline.home()));
    }

    private static ConnectionFactory own(Pipeline pipeline, String user) {
        return pipeline.rabbitMq(user, users(pipeline).password(user));
    }

    private static Map<String, Object> kafka(Pipeline pipeline, String user) {
        return kafka(pipeline, user, users(pipeline).password(user));
    }

    private static Map<String, Object> kafka(Pipeline pipeline, String user, String password) {
        Map<String, Object> settings = new HashMap<>(pipeline.kafka());
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                        + password + "\";");
        return settings;
    }

    private static void nodes(Map<String, Object> settings) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            var unused = admin.describeCluster().nodes().get();
        }
    }

    private static void refused(Pipeline pipeline, String user, String... command) throws IOException {
        String answer =
                pipeline.store().as(user, users(pipeline).password(user)).ask(command);
        assertTrue(answer.startsWith("-NOPERM "), () -> user + " " + List.of(command) + ": " + answer);
    }

    private static long counted(Pipeline pipeline, String path) {
        return pipeline.insights().counted("weather.tweet", path).orElse(0L);
    }
}
