package io.aguacero.insights.valkey;

import io.aguacero.aggregation.read.AggregateReader;
import io.aguacero.aggregation.read.PositionsReading;
import io.aguacero.contracts.DeliveryPath;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the store answers a reading like those that clients ask for. */
@Readiness
@Singleton
public class InsightsReadiness implements AsyncHealthCheck {
    private final AggregateReader reader;

    InsightsReadiness(AggregateReader reader) {
        this.reader = reader;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .completionStage(() -> reader.positions(DeliveryPath.KAFKA))
                .map(reading -> HealthCheckResponse.named("store")
                        .status(reading instanceof PositionsReading.Positions)
                        .build());
    }
}
