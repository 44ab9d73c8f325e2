package io.aguacero.router.rest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.delivery.BatchIntake;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.identity.HopSecurity;
import io.aguacero.router.config.RouterConfig;
import io.aguacero.router.grpc.RouterGate;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Takes batches of doors that are set to {@code rest}: the same messages as over gRPC, as bodies of a POST. Not there where
 * neighbours know each other by certificates, as nobody asks for them here.
 */
@Singleton
public class HopRoute {
    /** As gRPC's own limit of a message. */
    private static final long BODY_BYTES_MAX = 8 << 20;

    private final BatchIntake intake;

    @Inject
    HopRoute(EventSink sink, RouterConfig config) {
        this(new BatchIntake(sink, config.batchEventsMax(), Set.of(DeliveryPath.values())));
    }

    HopRoute(BatchIntake intake) {
        this.intake = intake;
    }

    /** Adds the address, where anybody may come. */
    void add(@Observes Router router, RouterGate gate) {
        if (gate.security() instanceof HopSecurity.Plaintext) {
            add(router);
        }
    }

    void add(Router router) {
        router.post(Names.HOP_ADDRESS)
                .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX))
                .handler(this::deliver);
    }

    private void deliver(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        EventBatch batch;
        try {
            Buffer body = routing.body().buffer();
            batch = body == null ? EventBatch.getDefaultInstance() : EventBatch.parseFrom(body.getBytes());
        } catch (InvalidProtocolBufferException e) {
            var unused = response.setStatusCode(400).end("the body is no batch of events: " + e.getMessage());
            return;
        }
        if (batch.getEventsCount() == 0) {
            var unused = response.setStatusCode(400).end("a batch holds at least one event");
            return;
        }
        Context own = routing.vertx().getOrCreateContext();
        var unused = intake.deliver(batch)
                .thenAccept(receipts -> own.runOnContext(here -> {
                    if (!response.closed()) {
                        var unusedEnd = response.end(Buffer.buffer(receipts.toByteArray()));
                    }
                }));
    }
}
