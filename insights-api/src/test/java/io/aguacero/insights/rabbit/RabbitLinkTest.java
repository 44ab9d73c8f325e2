package io.aguacero.insights.rabbit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.identity.CertifiedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RabbitLinkTest {
    private static final Duration GENEROUS = Duration.ofSeconds(30);

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
        RabbitAddress address =
                new RabbitAddress("amqps://localhost:1", Optional.of(directory.resolve("nowhere")), GENEROUS);

        var refused = assertThrows(IllegalArgumentException.class, () -> new RabbitLink(address));

        assertTrue(String.valueOf(refused.getMessage())
                .startsWith("aguacero.insights.brokers.authority-file can't be used: "));
    }

    /** Nobody here answers as a broker, so the channel fails either way. */
    private static boolean believed(CertifiedServer server, @Nullable Path authority) {
        String uri = "amqps://user:password@localhost:" + server.port() + "/aguacero";
        try (RabbitLink link = new RabbitLink(new RabbitAddress(uri, Optional.ofNullable(authority), GENEROUS))) {
            assertThrows(IOException.class, link::channel);
            return server.believed();
        }
    }
}
