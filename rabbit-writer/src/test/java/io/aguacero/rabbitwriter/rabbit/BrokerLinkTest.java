package io.aguacero.rabbitwriter.rabbit;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.aguacero.localstack.identity.UnknownServer;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLinkTest {
    @TempDir
    Path directory;

    @Test
    void aBrokerThatNobodyVouchesForIsToldNothing() {
        UnknownServer unknown = new UnknownServer(directory);
        RabbitEventSink sink = new RabbitEventSink(
                config("amqps://user:password@localhost:" + unknown.port() + "/aguacero"), foreign -> {});
        try (unknown;
                sink) {
            sink.start();

            assertFalse(unknown.believed());
        }
    }

    private static RabbitWriterConfig config(String uri) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RabbitWriterConfig.class)
                .withDefaultValues(Map.of(
                        "aguacero.rabbit-writer.uri",
                        uri,
                        "aguacero.rabbit-writer.relay.bootstrap-servers",
                        "127.0.0.1:9"))
                .build()
                .getConfigMapping(RabbitWriterConfig.class);
    }
}
