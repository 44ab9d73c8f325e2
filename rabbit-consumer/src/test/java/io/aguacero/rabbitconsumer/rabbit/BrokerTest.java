package io.aguacero.rabbitconsumer.rabbit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aguacero.localstack.identity.UnknownServer;
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {
    @TempDir
    Path directory;

    @Test
    void aBrokerThatNobodyVouchesForIsToldNothing() {
        try (UnknownServer unknown = new UnknownServer(directory);
                Broker broker = new Broker(config("amqps://user:password@localhost:" + unknown.port() + "/aguacero"))) {
            assertThrows(SSLException.class, broker::channel);

            assertFalse(unknown.believed());
        }
    }

    private static RabbitConsumerConfig config(String uri) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RabbitConsumerConfig.class)
                .withDefaultValues(Map.of(
                        "aguacero.rabbit-consumer.uri",
                        uri,
                        "aguacero.rabbit-consumer.kinds-directory",
                        ".",
                        "aguacero.rabbit-consumer.instance",
                        "test"))
                .build()
                .getConfigMapping(RabbitConsumerConfig.class);
    }
}
