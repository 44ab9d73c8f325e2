package io.aguacero.rabbitconsumer.rabbit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.identity.CertifiedServer;
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {
    @TempDir
    Path directory;

    @Test
    void aBrokerOfTheAuthorityInTheFileIsTalkedTo() {
        try (CertifiedServer known = new CertifiedServer(directory, "localhost")) {
            assertTrue(believed(known, known.authority()));
        }
    }

    @Test
    void aBrokerThatNobodyVouchesForIsToldNothing() {
        try (CertifiedServer unknown = new CertifiedServer(directory, "localhost")) {
            assertFalse(believed(unknown, null));
        }
    }

    @Test
    void aBrokerOfAnotherAuthorityThanThatInTheFileIsToldNothing() {
        try (CertifiedServer unknown = new CertifiedServer(directory.resolve("one"), "localhost");
                CertifiedServer another = new CertifiedServer(directory.resolve("another"), "localhost")) {
            assertFalse(believed(unknown, another.authority()));
        }
    }

    @Test
    void aBrokerOfAnotherNameIsToldNothing() {
        try (CertifiedServer another = new CertifiedServer(directory, "another.example")) {
            assertFalse(believed(another, another.authority()));
        }
    }

    @Test
    void aFileOfAuthoritiesThatIsNotThereRefusesTheStart() {
        RabbitConsumerConfig config = config("amqps://localhost:1", directory.resolve("nowhere"));

        var refused = assertThrows(IllegalArgumentException.class, () -> new Broker(config));

        assertTrue(String.valueOf(refused.getMessage())
                .startsWith("aguacero.rabbit-consumer.authority-file can't be used: "));
    }

    /** Nobody here answers as a broker, so the channel fails either way. */
    private static boolean believed(CertifiedServer server, @Nullable Path authority) {
        try (Broker broker =
                new Broker(config("amqps://user:password@localhost:" + server.port() + "/aguacero", authority))) {
            assertThrows(IOException.class, broker::channel);
            return server.believed();
        }
    }

    private static RabbitConsumerConfig config(String uri, @Nullable Path authority) {
        Map<String, String> values = new HashMap<>(Map.of(
                "aguacero.rabbit-consumer.uri",
                uri,
                "aguacero.rabbit-consumer.kinds-directory",
                ".",
                "aguacero.rabbit-consumer.instance",
                "test"));
        if (authority != null) {
            values.put("aguacero.rabbit-consumer.authority-file", authority.toString());
        }
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RabbitConsumerConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(RabbitConsumerConfig.class);
    }
}
