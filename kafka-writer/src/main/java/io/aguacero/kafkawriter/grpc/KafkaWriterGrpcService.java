package io.aguacero.kafkawriter.grpc;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.HopService;
import io.aguacero.delivery.PeerState;
import io.aguacero.kafkawriter.TopicState;
import io.aguacero.kafkawriter.config.KafkaWriterConfig;
import io.quarkus.grpc.GrpcService;
import java.util.Set;
import java.util.function.Supplier;

/** Takes batches of events from router-api. */
@GrpcService
public class KafkaWriterGrpcService extends HopService {
    /** Serves a sink. */
    public KafkaWriterGrpcService(EventSink sink, KafkaWriterConfig config, Supplier<TopicState> topic) {
        super(sink, config.batchEventsMax(), Set.of(DeliveryPath.KAFKA), () -> state(topic.get()));
    }

    private static PeerState state(TopicState topic) {
        return switch (topic) {
            case TopicState.Ready ready -> PeerState.UP;
            case TopicState.Down(String reason) -> new PeerState.Down(reason);
            case TopicState.Foreign(String reason) -> new PeerState.Down(reason);
        };
    }
}
