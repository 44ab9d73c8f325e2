package io.aguacero.rabbitwriter.observability;

import io.aguacero.rabbitwriter.BrokerState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the broker takes messages. Whether the process lives doesn't depend on it. */
@Readiness
@ApplicationScoped
public class RabbitReadiness implements HealthCheck {
    private final Supplier<BrokerState> broker;

    /** Reports a state. */
    public RabbitReadiness(Supplier<BrokerState> broker) {
        this.broker = broker;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("rabbitmq-streams");
        return switch (broker.get()) {
            case BrokerState.Up up -> response.up().build();
            case BrokerState.Down(String reason) ->
                response.down().withData("reason", reason).build();
            case BrokerState.Blocked(String reason) ->
                response.down().withData("reason", reason).build();
            case BrokerState.Foreign(String reason) ->
                response.down().withData("reason", reason).build();
        };
    }
}
