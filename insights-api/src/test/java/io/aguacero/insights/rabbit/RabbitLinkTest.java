package io.aguacero.insights.rabbit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aguacero.localstack.identity.UnknownServer;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RabbitLinkTest {
    private static final Duration GENEROUS = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void aBrokerThatNobodyVouchesForIsToldNothing() {
        try (UnknownServer unknown = new UnknownServer(directory);
                RabbitLink link =
                        new RabbitLink("amqps://user:password@localhost:" + unknown.port() + "/aguacero", GENEROUS)) {
            assertThrows(SSLException.class, link::channel);

            assertFalse(unknown.believed());
        }
    }
}
