package io.aguacero.router.grpc;

import io.aguacero.router.config.RouterConfig;
import io.aguacero.delivery.identity.HopSecurity;
import io.aguacero.delivery.identity.PeerGate;
import io.aguacero.delivery.identity.PeerRefusals;
import io.aguacero.delivery.identity.SecuredServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Who may come in: ingress-api, if there are certificates to know it by. */
@Singleton
public class Neighbours {
    @Produces
    @Singleton
    HopSecurity security(RouterConfig config, MeterRegistry registry) {
        HopSecurity security = HopSecurity.of(
                "aguacero.router.identity.directory",
                config.identity().directory(),
                config.identity().reloadEvery());
        PeerRefusals.tellExpiry(registry, security);
        return security;
    }

    void close(@Disposes HopSecurity security) {
        security.close();
    }

    @Produces
    @Singleton
    PeerRefusals refusals(MeterRegistry registry) {
        return new PeerRefusals(registry, System::nanoTime);
    }

    @Produces
    @Singleton
    @GlobalInterceptor
    PeerGate gate(HopSecurity security, PeerRefusals refusals) {
        return PeerGate.forBatchesOf("ingress-api", security, refusals);
    }

    @Produces
    @Singleton
    HttpServerOptionsCustomizer server(HopSecurity security, PeerRefusals refusals) {
        return new HttpServerOptionsCustomizer() {
            @Override
            public void customizeHttpServer(HttpServerOptions options) {
                SecuredServer.secure(options, security, refusals);
            }
        };
    }
}
