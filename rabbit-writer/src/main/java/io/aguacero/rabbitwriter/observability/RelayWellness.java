package io.aguacero.rabbitwriter.observability;

import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.aguacero.rabbitwriter.relay.RelayShards;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** What the relay has in hand; down while a shard stands still. The service is ready and lives whatever it says. */
@Wellness
@ApplicationScoped
public class RelayWellness implements HealthCheck {
    private final RabbitWriterConfig config;
    private final RelayShards shards;

    /** Reports the relay's shards. */
    public RelayWellness(RabbitWriterConfig config, RelayShards shards) {
        this.config = config;
        this.shards = shards;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("relay")
                .status(shards.all().stream().allMatch(relay -> relay.halted().isEmpty()))
                .withData("state", config.relay().enabled() ? shards.state() : "off")
                .build();
    }
}
