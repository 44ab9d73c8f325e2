package io.aguacero.kafkawriter.observability;

import io.aguacero.kafkawriter.TopicState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the broker answers and the topic is as it must be. Whether the process lives doesn't depend on it. */
@Readiness
@ApplicationScoped
public class KafkaReadiness implements HealthCheck {
    private final Supplier<TopicState> topic;

    /** Reports a state. */
    public KafkaReadiness(Supplier<TopicState> topic) {
        this.topic = topic;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("kafka-topic");
        return switch (topic.get()) {
            case TopicState.Ready ready -> response.up().build();
            case TopicState.Down(String reason) ->
                response.down().withData("reason", reason).build();
            case TopicState.Foreign(String reason) ->
                response.down().withData("reason", reason).build();
        };
    }
}
