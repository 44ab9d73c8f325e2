package io.aguacero.delivery;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.contracts.v1.Receipt;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.Delivery.Unavailable;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Deliveries as they cross a hop, and back. */
public final class Receipts {
    private static final Map<String, ErrorCode> CODES =
            Arrays.stream(ErrorCode.values()).collect(Collectors.toMap(ErrorCode::slug, Function.identity()));

    private Receipts() {}

    /** The receipt of a delivery. */
    public static Receipt of(Delivery delivery) {
        Receipt.Builder receipt = Receipt.newBuilder()
                .setKafka(delivery.paths().kafka())
                .setRabbitmq(delivery.paths().rabbitmq());
        return switch (delivery) {
            case Delivered(PathStates paths) -> receipt.build();
            case Rejected(PathStates paths, ErrorCode code, String detail) ->
                receipt.setCode(code.slug()).setDetail(detail).build();
            case Unavailable(PathStates paths, ErrorCode code, String detail) ->
                receipt.setCode(code.slug()).setDetail(detail).build();
        };
    }

    /** The delivery of a receipt. One that contradicts itself, or that a newer peer wrote, is never taken for stored. */
    public static Delivery read(Receipt receipt) {
        PathStates paths = new PathStates(known(receipt.getKafka()), known(receipt.getRabbitmq()));
        ErrorCode code = CODES.get(receipt.getCode());
        if (code != null) {
            return code.retryable()
                    ? new Unavailable(paths, code, receipt.getDetail())
                    : new Rejected(paths, code, receipt.getDetail());
        }
        boolean refused = paths.kafka() == PathStatus.REFUSED || paths.rabbitmq() == PathStatus.REFUSED;
        if (refused) {
            return new Rejected(paths, ErrorCode.PATH_REFUSED, receipt.getDetail());
        }
        if (receipt.getCode().isEmpty() && paths.delivered()) {
            return new Delivered(paths);
        }
        return new Unavailable(paths, ErrorCode.PATH_UNAVAILABLE, receipt.getDetail());
    }

    private static PathStatus known(PathStatus status) {
        return status == PathStatus.UNRECOGNIZED ? PathStatus.UNKNOWN : status;
    }
}
