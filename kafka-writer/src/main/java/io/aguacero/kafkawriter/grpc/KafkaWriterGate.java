package io.aguacero.kafkawriter.grpc;

import io.aguacero.delivery.identity.HopSecurity;
import io.aguacero.delivery.identity.PeerGate;
import io.aguacero.kafkawriter.config.KafkaWriterConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/** Lets router-api in and nobody else, if there are certificates to know it by. */
@GlobalInterceptor
@Singleton
public class KafkaWriterGate extends PeerGate implements HttpServerOptionsCustomizer {
    KafkaWriterGate(KafkaWriterConfig config, MeterRegistry registry) {
        super("router-api", HopSecurity.of("aguacero.kafka-writer", config.identity()), registry);
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
