package io.aguacero.localstack.users;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.localstack.identity.LocalAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalUsersTest {
    @TempDir
    Path directory;

    @Test
    void aPasswordIsMadeOnceAndForItsOwnerAlone() throws IOException {
        String password = new LocalUsers(directory.resolve("users")).password("operator");

        assertTrue(password.matches("[0-9a-f]{48}"));
        assertEquals(password, new LocalUsers(directory.resolve("users")).password("operator"));
        assertFalse(password.equals(new LocalUsers(directory.resolve("users")).password("insights-api")));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("users/operator"))));
    }

    @Test
    void rabbitMqIsGivenSaltedHashesOfItsUsersAndNoGuest() throws Exception {
        LocalUsers users = new LocalUsers(directory);

        JsonNode definitions = new ObjectMapper().readTree(users.rabbitMq().definitions());

        Set<String> names = new TreeSet<>();
        for (JsonNode user : definitions.path("users")) {
            String name = user.path("name").asText();
            names.add(name);
            byte[] hash = Base64.getDecoder().decode(user.path("password_hash").asText());
            MessageDigest expected = MessageDigest.getInstance("SHA-256");
            expected.update(hash, 0, 4);
            assertArrayEquals(
                    expected.digest(users.password(name).getBytes(StandardCharsets.UTF_8)),
                    Arrays.copyOfRange(hash, 4, hash.length),
                    name);
        }
        assertEquals(Set.of("operator", "rabbit-writer", "rabbit-consumer", "insights-api"), names);
        assertEquals(names, new TreeSet<>(definitions.path("permissions").findValuesAsText("user")));
    }

    @Test
    void valkeyIsGivenHashesAndNoDefaultUser() throws Exception {
        LocalUsers users = new LocalUsers(directory);

        List<String> lines = users.valkey().acl().lines().toList();

        assertEquals("user default off", lines.getFirst());
        for (String line : lines.subList(1, lines.size())) {
            String name = line.split(" ", -1)[1];
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(users.password(name).getBytes(StandardCharsets.UTF_8));
            assertTrue(line.startsWith("user " + name + " on #" + HexFormat.of().formatHex(hash) + " "), line);
        }
    }

    @Test
    void aServiceIsToldOfItsOwnUsersAlone() throws IOException {
        LocalUsers users = new LocalUsers(directory);

        Path file = users.settings("rabbit-writer", 9035);

        String text = Files.readString(file);
        assertTrue(
                text.contains("\nrabbitmq.user=rabbit-writer\nrabbitmq.password=" + users.password("rabbit-writer")));
        assertTrue(text.contains("aguacero.rabbit-writer.relay.properties.\"sasl.mechanism\"=SCRAM-SHA-512\n"));
        assertFalse(text.contains(users.password("operator")));
        assertFalse(text.contains("valkey"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void overTlsAServiceIsToldWhomToBelieve() throws IOException {
        LocalAuthority authority = new LocalAuthority(directory.resolve("identity"), Clock.systemUTC());
        LocalUsers users = LocalUsers.overTls(directory.resolve("users"), authority);

        List<String> consumer = Files.readAllLines(users.settings("rabbit-consumer", 9035));
        List<String> writer = Files.readAllLines(users.settings("kafka-writer", 9035));

        String file = authority.certificate().toString();
        assertTrue(consumer.containsAll(List.of(
                "aguacero.rabbit-consumer.authority-file=" + file,
                "aguacero.rabbit-consumer.migration.authority-file=" + file,
                "quarkus.redis.tls-configuration-name=store",
                "quarkus.tls.store.trust-store.pem.certs=" + file)));
        assertTrue(writer.containsAll(
                List.of("kafka.security.protocol=SASL_SSL", "kafka.ssl.truststore.location=" + file)));
        assertTrue(users.rabbitMq().serviceUri(9).startsWith("amqps://${rabbitmq.user}:${rabbitmq.password}@"));
        assertTrue(users.valkey().serviceUri(9).startsWith("rediss://${valkey.user}:${valkey.password}@"));
    }

    @Test
    void kafkaIsFormattedWithEveryUserThatMayDoSomething() {
        LocalUsers users = new LocalUsers(directory);

        String arguments = String.join("\n", users.kafka().format());

        for (String name : List.of("operator", "kafka-writer", "rabbit-writer", "kafka-consumer", "insights-api")) {
            assertTrue(
                    arguments.contains(
                            "--add-scram\nSCRAM-SHA-512=[name=" + name + ",password=" + users.password(name) + "]"),
                    name);
        }
    }
}
