package io.aguacero.rabbitconsumer.health;

import io.aguacero.aggregation.reading.ReaderState;
import io.aguacero.rabbitconsumer.WatchedShards;
import io.aguacero.rabbitconsumer.rabbit.Broker;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the broker is connected and every shard is read here, or watched while another instance reads it. */
@Readiness
@Singleton
public class WatchedShardsReady implements HealthCheck {
    private final WatchedShards shards;
    private final Broker broker;

    WatchedShardsReady(WatchedShards shards, Broker broker) {
        this.shards = shards;
        this.broker = broker;
    }

    @Override
    public HealthCheckResponse call() {
        Map<Integer, ReaderState> states = shards.states();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("shards")
                .status(broker.connected() && states.values().stream().allMatch(ReaderState::healthy))
                .withData("broker", broker.connected() ? "connected" : "not connected");
        states.forEach((shard, state) -> response.withData("shard-" + shard, state.toString()));
        return response.build();
    }
}
