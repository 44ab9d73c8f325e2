package io.aguacero.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.contracts.v1.Receipt;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.Delivery.Unavailable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReceiptsTest {
    private static final PathStates HALF = new PathStates(PathStatus.STORED, PathStatus.UNKNOWN);

    @ParameterizedTest
    @EnumSource
    void everyRefusalCrossesAHopUnchanged(ErrorCode code) {
        Delivery delivery = code.retryable() ? new Unavailable(HALF, code, "why") : new Rejected(HALF, code, "why");

        assertEquals(delivery, Receipts.read(Receipts.of(delivery)));
    }

    static Stream<PathStates> storedStates() {
        return Stream.of(
                new PathStates(PathStatus.STORED, PathStatus.STORED),
                new PathStates(PathStatus.STORED, PathStatus.NOT_ROUTED),
                new PathStates(PathStatus.STORED, PathStatus.PENDING),
                new PathStates(PathStatus.NOT_ROUTED, PathStatus.STORED));
    }

    @ParameterizedTest
    @MethodSource("storedStates")
    void storedCrossesAHopUnchanged(PathStates paths) {
        assertEquals(new Delivered(paths), Receipts.read(Receipts.of(new Delivered(paths))));
    }

    @Test
    void anEmptyReceiptIsNotTakenForStored() {
        assertInstanceOf(Unavailable.class, Receipts.read(Receipt.getDefaultInstance()));
    }

    @Test
    void whatIsPendingBehindAJournalThatHasNothingIsNotTakenForStored() {
        Receipt receipt = Receipt.newBuilder().setRabbitmq(PathStatus.PENDING).build();

        assertInstanceOf(Unavailable.class, Receipts.read(receipt));
    }

    @Test
    void aReceiptWithoutCodeButAnUnknownPathIsNotTakenForStored() {
        Receipt receipt = Receipt.newBuilder()
                .setKafka(PathStatus.STORED)
                .setRabbitmq(PathStatus.UNKNOWN)
                .build();

        assertEquals(
                HALF,
                assertInstanceOf(Unavailable.class, Receipts.read(receipt)).paths());
    }

    @Test
    void aStatusAndACodeThatANewerPeerKnowsAreUnknownHere() {
        Receipt receipt = Receipt.newBuilder()
                .setKafkaValue(99)
                .setRabbitmq(PathStatus.STORED)
                .setCode("code-of-tomorrow")
                .build();

        Unavailable read = assertInstanceOf(Unavailable.class, Receipts.read(receipt));
        assertEquals(new PathStates(PathStatus.UNKNOWN, PathStatus.STORED), read.paths());
    }
}
