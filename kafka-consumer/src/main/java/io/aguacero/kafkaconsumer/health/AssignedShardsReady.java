package io.aguacero.kafkaconsumer.health;

import io.aguacero.aggregation.reading.ReaderState;
import io.aguacero.kafkaconsumer.AssignedShards;
import io.aguacero.kafkaconsumer.kafka.EventsChannel;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the consumer group has answered and every shard that it gave to this instance is read, or watched until
 * another instance's lease ends. The connector's own check beside it says whether the broker is connected.
 */
@Readiness
@Singleton
public class AssignedShardsReady implements HealthCheck {
    private final AssignedShards shards;
    private final EventsChannel channel;

    AssignedShardsReady(AssignedShards shards, EventsChannel channel) {
        this.shards = shards;
        this.channel = channel;
    }

    @Override
    public HealthCheckResponse call() {
        Map<Integer, ReaderState> states = shards.states();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("shards")
                .status(channel.joined() && states.values().stream().allMatch(ReaderState::healthy));
        if (!channel.joined()) {
            response.withData("group", "not joined: the broker doesn't answer, or the events topic isn't there yet");
        }
        states.forEach((shard, state) -> response.withData("shard-" + shard, state.toString()));
        return response.build();
    }
}
