package io.aguacero.rabbitwriter.grpc;

import io.aguacero.delivery.identity.HopSecurity;
import io.aguacero.delivery.identity.PeerGate;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/** Lets router-api in and nobody else, if there are certificates to know it by. */
@GlobalInterceptor
@Singleton
public class RabbitWriterGate extends PeerGate implements HttpServerOptionsCustomizer {
    RabbitWriterGate(RabbitWriterConfig config, MeterRegistry registry) {
        super("router-api", HopSecurity.of("aguacero.rabbit-writer", config.identity()), registry);
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
