package io.aguacero.kafkawriter.grpc;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.HopService;
import io.aguacero.kafkawriter.config.KafkaWriterConfig;
import io.quarkus.grpc.GrpcService;
import java.util.Set;

/** Takes batches of events from router-api. */
@GrpcService
public class KafkaWriterGrpcService extends HopService {
    /** Serves a sink. */
    public KafkaWriterGrpcService(EventSink sink, KafkaWriterConfig config) {
        super(sink, config.batchEventsMax(), Set.of(DeliveryPath.KAFKA));
    }
}
