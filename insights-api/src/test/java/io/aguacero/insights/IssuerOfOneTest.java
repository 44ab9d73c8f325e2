package io.aguacero.insights;

import io.aguacero.access.tokens.LocalIssuer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An identity provider whose tokens the service under test takes. */
public final class IssuerOfOneTest implements QuarkusTestResourceLifecycleManager {
    private static @Nullable LocalIssuer issuer;

    static LocalIssuer issuer() {
        if (issuer == null) {
            throw new IllegalStateException("the issuer isn't started");
        }
        return issuer;
    }

    @Override
    public Map<String, String> start() {
        LocalIssuer started = LocalIssuer.withCurve();
        issuer = started;
        return Map.of(
                "aguacero.insights.tokens.issuer",
                started.uri(),
                "aguacero.insights.tokens.audience",
                LocalIssuer.AUDIENCE,
                "aguacero.insights.tokens.clock-skew",
                "1s",
                "aguacero.insights.tokens.refetch-pause",
                "1s");
    }

    @Override
    public void stop() {
        issuer().close();
    }
}
