package io.aguacero.router.grpc;

import io.aguacero.delivery.identity.HopSecurity;
import io.aguacero.delivery.identity.PeerGate;
import io.aguacero.router.config.RouterConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/** Lets ingress-api in and nobody else, if there are certificates to know it by. */
@GlobalInterceptor
@Singleton
public class RouterGate extends PeerGate implements HttpServerOptionsCustomizer {
    RouterGate(RouterConfig config, MeterRegistry registry) {
        super("ingress-api", HopSecurity.of("aguacero.router", config.identity()), registry);
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        secure(options);
    }

    @PreDestroy
    void end() {
        close();
    }
}
