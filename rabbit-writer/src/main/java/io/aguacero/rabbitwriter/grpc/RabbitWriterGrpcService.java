package io.aguacero.rabbitwriter.grpc;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.HopService;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.quarkus.grpc.GrpcService;
import java.util.Set;

/** Takes batches of events from router-api. */
@GrpcService
public class RabbitWriterGrpcService extends HopService {
    /** Serves a sink. */
    public RabbitWriterGrpcService(EventSink sink, RabbitWriterConfig config) {
        super(sink, config.batchEventsMax(), Set.of(DeliveryPath.RABBITMQ));
    }
}
