package io.aguacero.rabbitwriter.rabbit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.identity.CertifiedServer;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLinkTest {
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
        var refused = assertThrows(
                IllegalArgumentException.class, () -> sink("amqps://localhost:1", directory.resolve("nowhere")));

        assertTrue(String.valueOf(refused.getMessage())
                .startsWith("aguacero.rabbit-writer.authority-file can't be used: "));
    }

    private static boolean believed(CertifiedServer server, @Nullable Path authority) {
        try (RabbitEventSink sink = sink("amqps://user:password@localhost:" + server.port() + "/aguacero", authority)) {
            sink.start();
            return server.believed();
        }
    }

    private static RabbitEventSink sink(String uri, @Nullable Path authority) {
        return new RabbitEventSink(config(uri, authority), foreign -> {});
    }

    private static RabbitWriterConfig config(String uri, @Nullable Path authority) {
        Map<String, String> values = new HashMap<>(Map.of(
                "aguacero.rabbit-writer.uri", uri, "aguacero.rabbit-writer.relay.bootstrap-servers", "127.0.0.1:9"));
        if (authority != null) {
            values.put("aguacero.rabbit-writer.authority-file", authority.toString());
        }
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RabbitWriterConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(RabbitWriterConfig.class);
    }
}
