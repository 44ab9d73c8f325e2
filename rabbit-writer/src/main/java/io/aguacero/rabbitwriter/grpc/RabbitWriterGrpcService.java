package io.aguacero.rabbitwriter.grpc;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.HopService;
import io.aguacero.delivery.PeerState;
import io.aguacero.rabbitwriter.BrokerState;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.quarkus.grpc.GrpcService;
import java.util.Set;
import java.util.function.Supplier;

/** Takes batches of events from router-api. */
@GrpcService
public class RabbitWriterGrpcService extends HopService {
    /** Serves a sink. */
    public RabbitWriterGrpcService(EventSink sink, RabbitWriterConfig config, Supplier<BrokerState> broker) {
        super(sink, config.batchEventsMax(), Set.of(DeliveryPath.RABBITMQ), () -> state(broker.get()));
    }

    private static PeerState state(BrokerState broker) {
        return switch (broker) {
            case BrokerState.Up up -> PeerState.UP;
            case BrokerState.Down(String reason) -> new PeerState.Down(reason);
            case BrokerState.Blocked(String reason) -> new PeerState.Down(reason);
            case BrokerState.Foreign(String reason) -> new PeerState.Down(reason);
        };
    }
}
