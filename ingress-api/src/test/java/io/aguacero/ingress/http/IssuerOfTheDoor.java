package io.aguacero.ingress.http;

import io.aguacero.access.tokens.LocalIssuer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An identity provider whose tokens the door under test takes. */
public final class IssuerOfTheDoor implements QuarkusTestResourceLifecycleManager {
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
                "aguacero.ingress.tokens.issuer",
                started.uri(),
                "aguacero.ingress.tokens.audience",
                LocalIssuer.AUDIENCE);
    }

    @Override
    public void stop() {
        issuer().close();
    }
}
