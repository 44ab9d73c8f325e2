package io.aguacero.rabbitconsumer;

import io.aguacero.aggregation.consuming.ConsumerPromises;
import io.aguacero.aggregation.consuming.LogUnderTest;
import java.nio.file.Path;

/** What every consumer promises, kept by this one on a real RabbitMQ. */
class RabbitConsumerIT extends ConsumerPromises {
    @Override
    protected LogUnderTest startBroker(Path directory) {
        return new StreamsUnderTest(directory);
    }

    @Override
    protected String prefix() {
        return "aguacero.rabbit-consumer";
    }
}
