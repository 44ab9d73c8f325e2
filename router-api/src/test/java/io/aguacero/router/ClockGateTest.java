package io.aguacero.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClockGateTest {
    private static final long NOW_SECONDS = 1_772_366_400;
    private static final Route JOURNAL = new Route.To(Set.of(DeliveryPath.KAFKA), Set.of(DeliveryPath.RABBITMQ));

    private final List<Long> refused = new ArrayList<>();
    private final ClockGate gate = new ClockGate(
            InstantSource.fixed(Instant.ofEpochSecond(NOW_SECONDS)), Duration.ofSeconds(30), refused::add);

    private static EventEnvelope accepted(String kind, long secondsAhead) {
        return EventEnvelope.newBuilder()
                .setKind(kind)
                .setAcceptedAtMicros((NOW_SECONDS + secondsAhead) * 1_000_000)
                .build();
    }

    @Test
    void clocksThatAgreeRoughlyLetAnEventThrough() {
        for (long ahead : new long[] {-30, -5, 0, 5, 30}) {
            assertEquals(JOURNAL, gate.through(accepted("river.level", ahead), JOURNAL));
        }
        assertEquals(List.of(), refused);
    }

    @Test
    void aClockThatIsFarOffClosesAllPathsOfTheRouteAndIsCounted() {
        Set<DeliveryPath> both = Set.of(DeliveryPath.KAFKA, DeliveryPath.RABBITMQ);

        assertEquals(
                new Route.Closed(
                        both, "the clocks of ingress-api and router-api are 3600 s apart, ingress-api's is ahead"),
                gate.through(accepted("river.level", 3_600), JOURNAL));
        assertEquals(
                new Route.Closed(
                        both, "the clocks of ingress-api and router-api are 31 s apart, ingress-api's is behind"),
                gate.through(accepted("river.level", -31), JOURNAL));
        assertEquals(List.of(3_600L, -31L), refused);
    }

    @Test
    void whatIsNeverCountedOrGoesNowhereIsLeftAsItIs() {
        Route kafka = new Route.To(Set.of(DeliveryPath.KAFKA));
        Route nowhere = new Route.Nowhere(ErrorCode.UNKNOWN_KIND, "router-api knows no such kind");

        assertEquals(kafka, gate.through(accepted(Names.DOOR_KIND, 3_600), kafka));
        assertEquals(nowhere, gate.through(accepted("no.such.kind", 3_600), nowhere));
        assertEquals(List.of(), refused);
    }
}
