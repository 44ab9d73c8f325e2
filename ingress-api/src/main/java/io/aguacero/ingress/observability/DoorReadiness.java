package io.aguacero.ingress.observability;

import io.aguacero.contracts.kinds.KindCatalog;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * The door is ready once the kinds are loaded and it listens. It stays ready while the router or a broker is away: were
 * every door taken out of service then, clients would meet reset connections instead of 503 with Retry-After.
 */
@Readiness
@Startup
@Singleton
public class DoorReadiness implements HealthCheck {
    private final KindCatalog kinds;
    private volatile boolean listening;

    DoorReadiness(KindCatalog kinds) {
        this.kinds = kinds;
    }

    void listens(@ObservesAsync HttpServerStart started) {
        listening = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("door")
                .withData("kinds", kinds.kinds().size())
                .status(listening)
                .build();
    }
}
