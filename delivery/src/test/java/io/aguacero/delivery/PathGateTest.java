package io.aguacero.delivery;

import static io.aguacero.contracts.DeliveryPath.KAFKA;
import static io.aguacero.contracts.DeliveryPath.RABBITMQ;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Unavailable;
import io.aguacero.delivery.PeerState.Down;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PathGateTest {
    private static final Route BOTH = new Route.To(Set.of(KAFKA, RABBITMQ));
    private static final Route JOURNAL = new Route.To(Set.of(KAFKA), Set.of(RABBITMQ));
    private static final PeerState AWAY = new Down("no broker");

    private PeerState kafka = PeerState.UP;
    private PeerState rabbitmq = PeerState.UP;
    private final PathGate gate = new PathGate(Map.<io.aguacero.contracts.DeliveryPath, Supplier<PeerState>>of(
            KAFKA, () -> kafka, RABBITMQ, () -> rabbitmq));

    @Test
    void aRouteIsOpenWhileAllItsPathsAreUpAndAgainOnceTheyAre() {
        assertEquals(BOTH, gate.through(BOTH));
        rabbitmq = AWAY;
        assertEquals(new Route.Closed(Set.of(KAFKA, RABBITMQ), "rabbitmq is down: no broker"), gate.through(BOTH));
        rabbitmq = PeerState.UP;
        assertEquals(BOTH, gate.through(BOTH));
    }

    @Test
    void aKindThatTheJournalAcknowledgesAsksForKafkaAlone() {
        rabbitmq = AWAY;
        assertEquals(JOURNAL, gate.through(JOURNAL));
        kafka = AWAY;
        assertEquals(new Route.Closed(Set.of(KAFKA, RABBITMQ), "kafka is down: no broker"), gate.through(JOURNAL));
    }

    @Test
    void aPathThatTheRouteDoesNotUseDoesNotCloseIt() {
        Route onlyKafka = new Route.To(Set.of(KAFKA));
        rabbitmq = AWAY;
        assertEquals(onlyKafka, gate.through(onlyKafka));
    }

    @Test
    void anEventOfAClosedRouteIsWrittenToNoPathAndKnownNotToBeStored() {
        rabbitmq = AWAY;
        HeldSink toKafka = new HeldSink();
        HeldSink toRabbitmq = new HeldSink();
        FanOut fanOut = new FanOut(event -> gate.through(BOTH), Map.of(KAFKA, toKafka, RABBITMQ, toRabbitmq));

        List<Delivery> deliveries =
                fanOut.write(Events.numbered(0, 2)).toCompletableFuture().join();

        Unavailable refused = new Unavailable(
                new PathStates(PathStatus.NOT_STORED, PathStatus.NOT_STORED),
                ErrorCode.PATH_UNAVAILABLE,
                "rabbitmq is down: no broker");
        assertEquals(List.of(refused, refused), deliveries);
        assertEquals(List.of(), toKafka.batches);
        assertEquals(List.of(), toRabbitmq.batches);
    }
}
