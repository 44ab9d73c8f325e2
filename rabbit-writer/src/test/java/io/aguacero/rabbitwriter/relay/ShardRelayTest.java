package io.aguacero.rabbitwriter.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.PathStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a shard does with each answer of its stream, which no real broker gives when told to. */
class ShardRelayTest {
    private static final long BACKOFF_MAX = TimeUnit.SECONDS.toNanos(2);
    private static final PathStates STORED = PathStates.on(Set.of(DeliveryPath.RABBITMQ), PathStatus.STORED);

    private final ScriptedStream stream = new ScriptedStream();
    private final CountingListener listener = new CountingListener();
    private long now = Long.MAX_VALUE - BACKOFF_MAX;
    private final ShardRelay relay = new ShardRelay(
            3, stream, new RelayLimits(2, 100, 3_000, Duration.ofNanos(BACKOFF_MAX)), listener, () -> now);

    private static List<MarkedEvent> events(int first, int count, int payloadBytes) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> new MarkedEvent(
                        new RelayPosition(10L * i, Optional.of(7)),
                        EventEnvelope.newBuilder()
                                .setId("e" + i)
                                .setPayload(ByteString.copyFrom(new byte[payloadBytes]))
                                .build()))
                .toList();
    }

    private static RelayPosition after(long offset) {
        return new RelayPosition(offset, Optional.of(7));
    }

    private long next() {
        return relay.position().orElseThrow().next();
    }

    @Test
    void theNextPackLeavesOnlyWhenThePreviousIsConfirmed() {
        relay.offer(events(0, 5, 1), after(50));
        assertEquals(List.of(List.of("e0", "e1")), stream.packs);
        assertEquals(0, next());

        stream.confirm();
        assertEquals(List.of("e2", "e3"), stream.packs.getLast());
        assertEquals(20, next());

        stream.confirm();
        stream.confirm();
        assertEquals(List.of("e4"), stream.packs.getLast());
        assertEquals(3, stream.packs.size());
        assertEquals(50, next());
        assertEquals(5, listener.relayed);
        assertEquals(0, relay.lag());
    }

    @Test
    void aPackHoldsNoMoreBytesThanAMessageMay() {
        relay.offer(events(0, 3, 60), after(30));
        stream.confirm();
        stream.confirm();
        stream.confirm();

        assertEquals(List.of(List.of("e0"), List.of("e1"), List.of("e2")), stream.packs);
    }

    @Test
    void whatIsNotConfirmedIsPublishedAgainAndNothingBeforeItWhateverElseArrives() {
        relay.offer(events(0, 2, 1), after(20));
        for (Runnable failing : List.<Runnable>of(
                () -> stream.answer(PathStatus.UNKNOWN),
                () -> stream.answer(PathStatus.NOT_STORED),
                stream::answerHalf,
                stream::fail)) {
            int published = stream.packs.size();
            failing.run();
            relay.offer(events(published + 1, 1, 1), after(10L * (published + 2)));
            relay.tick();
            assertEquals(published, stream.packs.size(), "before the pause was over");
            assertEquals(0, next());

            now += BACKOFF_MAX;
            relay.tick();
            assertEquals(List.of("e0", "e1"), stream.packs.getLast());
            assertEquals(published + 1, stream.packs.size());
        }
        assertEquals(8, listener.unconfirmed);

        stream.confirm();
        assertEquals(List.of("e2", "e3"), stream.packs.getLast());
    }

    @Test
    void recordsWithoutAMarkMoveThePositionAlone() {
        relay.offer(List.of(), after(40));

        assertEquals(List.of(), stream.packs);
        assertEquals(40, next());
    }

    @Test
    void whatWaitsIsBoundedAndThereIsRoomWhenHalfOfItIsGone() {
        relay.offer(events(0, 8, 1), after(80));
        assertTrue(relay.full());
        assertFalse(relay.hasRoom());

        stream.confirm();
        assertFalse(relay.full());
        assertFalse(relay.hasRoom());

        stream.confirm();
        assertTrue(relay.hasRoom());
    }

    @Test
    void aStoppedShardPublishesNothingMoreAndStillCountsWhatWasUnderWay() {
        relay.offer(events(0, 3, 1), after(30));
        relay.stop();
        assertTrue(relay.underWay());

        stream.confirm();

        assertEquals(1, stream.packs.size());
        assertFalse(relay.underWay());
        assertEquals(20, next());
    }

    @Test
    void howFarItIsBehindIsKnownBeforeAnythingIsRead() {
        relay.measured(120, 100);
        assertEquals(20, relay.lag());

        relay.offer(events(10, 2, 1), after(120));
        assertEquals(20, relay.lag());
        stream.confirm();
        assertEquals(0, relay.lag());
    }

    /** Answers when it is told to. */
    private static final class ScriptedStream implements PackSink {
        private final List<List<String>> packs = new ArrayList<>();
        private CompletableFuture<List<Delivery>> open = new CompletableFuture<>();

        @Override
        public CompletionStage<List<Delivery>> publish(int shard, List<EventEnvelope> pack) {
            assertEquals(3, shard);
            packs.add(pack.stream().map(EventEnvelope::getId).toList());
            open = new CompletableFuture<>();
            return open;
        }

        void confirm() {
            open.complete(Collections.nCopies(packs.getLast().size(), new Delivery.Delivered(STORED)));
        }

        void answer(PathStatus status) {
            open.complete(Collections.nCopies(packs.getLast().size(), unavailable(status)));
        }

        void answerHalf() {
            open.complete(List.of(new Delivery.Delivered(STORED), unavailable(PathStatus.UNKNOWN)));
        }

        void fail() {
            open.completeExceptionally(new IllegalStateException("told to"));
        }

        private static Delivery unavailable(PathStatus status) {
            return new Delivery.Unavailable(
                    PathStates.on(Set.of(DeliveryPath.RABBITMQ), status), ErrorCode.PATH_UNAVAILABLE, "told to");
        }
    }
}
