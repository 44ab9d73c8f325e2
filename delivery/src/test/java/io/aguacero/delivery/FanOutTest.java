package io.aguacero.delivery;

import static io.aguacero.contracts.DeliveryPath.KAFKA;
import static io.aguacero.contracts.DeliveryPath.RABBITMQ;
import static io.aguacero.contracts.v1.PathStatus.NOT_ROUTED;
import static io.aguacero.contracts.v1.PathStatus.NOT_STORED;
import static io.aguacero.contracts.v1.PathStatus.PENDING;
import static io.aguacero.contracts.v1.PathStatus.REFUSED;
import static io.aguacero.contracts.v1.PathStatus.STORED;
import static io.aguacero.contracts.v1.PathStatus.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.Delivery.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FanOutTest {
    private static final Route BOTH = new Route.To(Set.of(KAFKA, RABBITMQ));
    private static final Route JOURNAL = new Route.To(Set.of(KAFKA), Set.of(RABBITMQ));

    private static Delivery answer(DeliveryPath path, PathStatus status) {
        PathStates own = PathStates.on(Set.of(path), status);
        return switch (status) {
            case STORED -> new Delivered(own);
            case REFUSED -> new Rejected(own, ErrorCode.PATH_REFUSED, "why");
            case NOT_STORED -> new Unavailable(own, ErrorCode.OVERLOADED, "why");
            case UNKNOWN -> new Unavailable(own, ErrorCode.PATH_UNAVAILABLE, "why");
            case NOT_ROUTED, PENDING, UNRECOGNIZED -> throw new IllegalArgumentException(status.name());
        };
    }

    private static EventSink answering(DeliveryPath path, PathStatus status) {
        return batch -> CompletableFuture.completedFuture(
                batch.stream().map(event -> answer(path, status)).toList());
    }

    private static Delivery written(Route route, EventSink kafka, EventSink rabbitmq) {
        FanOut fanOut = new FanOut(event -> route, Map.of(KAFKA, kafka, RABBITMQ, rabbitmq));
        return fanOut.write(Events.numbered(0, 1)).toCompletableFuture().join().getFirst();
    }

    /** The whole table of both paths' statuses, and what it is to become. */
    static Stream<Arguments> worst() {
        PathStates all = new PathStates(STORED, STORED);
        return Stream.of(
                Arguments.of(STORED, STORED, new Delivered(all)),
                unavailable(STORED, NOT_STORED, ErrorCode.OVERLOADED, "rabbitmq"),
                unavailable(STORED, UNKNOWN, ErrorCode.PATH_UNAVAILABLE, "rabbitmq"),
                rejected(STORED, REFUSED, "rabbitmq"),
                unavailable(NOT_STORED, STORED, ErrorCode.OVERLOADED, "kafka"),
                unavailable(UNKNOWN, STORED, ErrorCode.PATH_UNAVAILABLE, "kafka"),
                rejected(REFUSED, STORED, "kafka"),
                unavailable(NOT_STORED, UNKNOWN, ErrorCode.PATH_UNAVAILABLE, "rabbitmq"),
                unavailable(UNKNOWN, NOT_STORED, ErrorCode.PATH_UNAVAILABLE, "kafka"),
                rejected(UNKNOWN, REFUSED, "rabbitmq"),
                rejected(REFUSED, UNKNOWN, "kafka"),
                rejected(NOT_STORED, REFUSED, "rabbitmq"),
                rejected(REFUSED, NOT_STORED, "kafka"));
    }

    private static Arguments unavailable(PathStatus kafka, PathStatus rabbitmq, ErrorCode code, String path) {
        return Arguments.of(kafka, rabbitmq, new Unavailable(new PathStates(kafka, rabbitmq), code, path + ": why"));
    }

    private static Arguments rejected(PathStatus kafka, PathStatus rabbitmq, String path) {
        return Arguments.of(
                kafka, rabbitmq, new Rejected(new PathStates(kafka, rabbitmq), ErrorCode.PATH_REFUSED, path + ": why"));
    }

    @ParameterizedTest
    @MethodSource("worst")
    void theWorstStatusWins(PathStatus kafka, PathStatus rabbitmq, Delivery expected) {
        assertEquals(expected, written(BOTH, answering(KAFKA, kafka), answering(RABBITMQ, rabbitmq)));
    }

    @Test
    void aPathOutsideTheRouteIsNotWrittenTo() {
        HeldSink rabbitmq = new HeldSink();

        Delivery delivery = written(new Route.To(Set.of(KAFKA)), answering(KAFKA, STORED), rabbitmq);

        assertEquals(new Delivered(new PathStates(STORED, NOT_ROUTED)), delivery);
        assertEquals(List.of(), rabbitmq.batches);
    }

    static Stream<Arguments> journal() {
        PathStates refused = new PathStates(REFUSED, NOT_STORED);
        return Stream.of(
                Arguments.of(STORED, new Delivered(new PathStates(STORED, PENDING))),
                Arguments.of(
                        NOT_STORED,
                        new Unavailable(new PathStates(NOT_STORED, NOT_STORED), ErrorCode.OVERLOADED, "kafka: why")),
                Arguments.of(
                        UNKNOWN,
                        new Unavailable(new PathStates(UNKNOWN, UNKNOWN), ErrorCode.PATH_UNAVAILABLE, "kafka: why")),
                Arguments.of(REFUSED, new Rejected(refused, ErrorCode.PATH_REFUSED, "kafka: why")));
    }

    @ParameterizedTest
    @MethodSource("journal")
    void aRelayedPathIsPendingOnceTheJournalHasTheEventAndAsUnknownAsTheJournal(PathStatus kafka, Delivery expected) {
        HeldSink rabbitmq = new HeldSink();

        assertEquals(expected, written(JOURNAL, answering(KAFKA, kafka), rabbitmq));
        assertEquals(List.of(), rabbitmq.batches);
    }

    @Test
    void whatIsToBeRelayedIsMarkedAndNothingElse() {
        List<String> marks = new ArrayList<>();
        EventSink kafka = batch -> {
            batch.forEach(event -> marks.add(event.getId() + event.getRelay()));
            return answering(KAFKA, STORED).write(batch);
        };
        FanOut fanOut = new FanOut(
                event -> event.getId().equals("1") ? JOURNAL : BOTH,
                Map.of(KAFKA, kafka, RABBITMQ, answering(RABBITMQ, STORED)));
        EventEnvelope claiming =
                Events.event("2").toBuilder().setRelay("rabbitmq").build();

        fanOut.write(List.of(Events.event("0"), Events.event("1"), claiming))
                .toCompletableFuture()
                .join();

        assertEquals(List.of("0", "1rabbitmq", "2"), marks);
    }

    @Test
    void anEventWithoutARouteIsRejectedAndTheOthersOfItsBatchAreNot() {
        FanOut fanOut = new FanOut(
                event -> event.getId().equals("1") ? new Route.Nowhere(ErrorCode.UNKNOWN_KIND, "no such kind") : BOTH,
                Map.of(KAFKA, answering(KAFKA, STORED), RABBITMQ, answering(RABBITMQ, STORED)));

        List<Delivery> deliveries =
                fanOut.write(Events.numbered(0, 3)).toCompletableFuture().join();

        Delivered delivered = new Delivered(new PathStates(STORED, STORED));
        Rejected rejected = new Rejected(PathStates.NONE, ErrorCode.UNKNOWN_KIND, "no such kind");
        assertEquals(List.of(delivered, rejected, delivered), deliveries);
    }

    @Test
    void eachEventGetsTheAnswerOfItsOwnPlaceWhenRoutesDiffer() {
        EventSink evenIdsStored = batch -> CompletableFuture.completedFuture(batch.stream()
                .map(EventEnvelope::getId)
                .map(id -> answer(RABBITMQ, Integer.parseInt(id) % 2 == 0 ? STORED : UNKNOWN))
                .toList());
        FanOut fanOut = new FanOut(
                event -> Integer.parseInt(event.getId()) % 3 == 0 ? BOTH : new Route.To(Set.of(KAFKA)),
                Map.of(KAFKA, answering(KAFKA, STORED), RABBITMQ, evenIdsStored));

        List<PathStatus> rabbitmq = fanOut.write(Events.numbered(0, 7)).toCompletableFuture().join().stream()
                .map(delivery -> delivery.paths().rabbitmq())
                .toList();

        assertEquals(List.of(STORED, NOT_ROUTED, NOT_ROUTED, UNKNOWN, NOT_ROUTED, NOT_ROUTED, STORED), rabbitmq);
    }

    @Test
    void aPathThatThrowsIsUnknownAndTheOtherOneKeepsItsStatus() {
        EventSink throwing = batch -> {
            throw new IllegalStateException("told to");
        };

        Delivery delivery = written(BOTH, answering(KAFKA, STORED), throwing);

        Unavailable unavailable = assertInstanceOf(Unavailable.class, delivery);
        assertEquals(new PathStates(STORED, UNKNOWN), unavailable.paths());
    }

    @Test
    void aPathThatAnswersStoredForAnotherPathIsNotTakenForStored() {
        Delivery delivery = written(BOTH, answering(KAFKA, STORED), answering(KAFKA, STORED));

        Unavailable unavailable = assertInstanceOf(Unavailable.class, delivery);
        assertEquals(new PathStates(STORED, UNKNOWN), unavailable.paths());
    }

    @Test
    void bothPathsAreWrittenAtTheSameTime() {
        HeldSink kafka = new HeldSink();
        HeldSink rabbitmq = new HeldSink();
        FanOut fanOut = new FanOut(event -> BOTH, Map.of(KAFKA, kafka, RABBITMQ, rabbitmq));

        CompletableFuture<List<Delivery>> written =
                fanOut.write(Events.numbered(0, 1)).toCompletableFuture();

        assertEquals(1, kafka.inFlight());
        assertEquals(1, rabbitmq.inFlight());
        rabbitmq.answerOldest();
        assertFalse(written.isDone());
        kafka.answerOldest();
        assertEquals(1, written.join().size());
    }
}
