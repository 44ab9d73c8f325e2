package io.aguacero.router.grpc;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.HopService;
import io.aguacero.delivery.PeerState;
import io.aguacero.router.config.RouterConfig;
import io.quarkus.grpc.GrpcService;
import java.util.Set;
import java.util.function.Supplier;

/** Takes batches of events from ingress-api. */
@GrpcService
public class RouterGrpcService extends HopService {
    /** Serves a sink. */
    public RouterGrpcService(EventSink sink, RouterConfig config, Supplier<PeerState> state) {
        super(sink, config.batchEventsMax(), Set.of(DeliveryPath.values()), state);
    }
}
