package io.aguacero.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.Delivery.Unavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private static final Duration ENDLESS = Duration.ofDays(1);

    @Test
    void whoWaitsForLongerThanIsWorthItIsRefusedAndNeverSent() {
        HeldSink sink = new HeldSink();
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        GroupCommit group = new GroupCommit(
                sink,
                new GroupCommitLimits(10, 1_000, 1, 100, Duration.ofNanos(100)),
                BatchListener.NONE,
                Runnable::run,
                now::get);
        var inFlight = group.write(Events.numbered(0, 1)).toCompletableFuture();
        var late = group.write(Events.numbered(1, 2)).toCompletableFuture();
        now.addAndGet(60);
        var inTime = group.write(Events.numbered(3, 1)).toCompletableFuture();
        assertFalse(late.isDone());

        now.addAndGet(60);
        sink.answerOldest();

        assertTrue(inFlight.isDone());
        for (Delivery refused : late.join()) {
            Delivery.Unavailable unavailable = assertInstanceOf(Delivery.Unavailable.class, refused);
            assertEquals(ErrorCode.OVERLOADED, unavailable.code());
            assertEquals(PathStatus.NOT_STORED, unavailable.paths().kafka());
        }
        assertEquals(List.of(List.of("0"), List.of("3")), sink.batches);
        assertFalse(inTime.isDone());
        assertEquals(0, group.pendingEvents());
    }

    private final HeldSink sink = new HeldSink();

    private GroupCommit groupCommit(int batchEventsMax, int inFlightMax, int pendingMax) {
        return new GroupCommit(
                sink,
                new GroupCommitLimits(batchEventsMax, 1 << 20, inFlightMax, pendingMax, ENDLESS),
                BatchListener.NONE);
    }

    private static CompletableFuture<List<Delivery>> write(EventSink to, List<EventEnvelope> events) {
        return to.write(events).toCompletableFuture();
    }

    private static List<String> ids(List<Delivery> deliveries) {
        return deliveries.stream().map(d -> ((Unavailable) d).detail()).toList();
    }

    @Test
    void anIdleSinkGetsAnEventAtOnce() {
        CompletableFuture<List<Delivery>> written = write(groupCommit(10, 1, 10), Events.numbered(0, 1));

        assertEquals(List.of(List.of("0")), sink.batches);
        assertFalse(written.isDone());
    }

    @Test
    void whatIsWrittenWhileABatchIsUnderWayLeavesTogetherWhenItReturns() {
        GroupCommit group = groupCommit(10, 1, 10);
        CompletableFuture<List<Delivery>> first = write(group, Events.numbered(0, 1));
        CompletableFuture<List<Delivery>> second = write(group, Events.numbered(1, 2));
        CompletableFuture<List<Delivery>> third = write(group, Events.numbered(3, 1));

        sink.answerOldest();
        assertEquals(List.of("0"), ids(first.join()));
        assertFalse(second.isDone());
        assertEquals(List.of(List.of("0"), List.of("1", "2", "3")), sink.batches);

        sink.answerOldest();
        assertEquals(List.of("1", "2"), ids(second.join()));
        assertEquals(List.of("3"), ids(third.join()));
    }

    @Test
    void eachInstanceThatIsUpHasItsOwnBatchesUnderWay() {
        GroupCommit group = groupCommit(1, 1, 10);
        sink.instances = 2;
        var unused = write(group, Events.numbered(0, 4));
        assertEquals(2, sink.inFlight());

        sink.instances = 0;
        sink.answerOldest();
        assertEquals(1, sink.inFlight());
        sink.answerOldest();

        assertEquals(1, sink.inFlight());
    }

    @Test
    void aWriteThatFitsABatchIsNeverCut() {
        GroupCommit group = groupCommit(4, 1, 20);
        for (int first : new int[] {0, 3, 6}) {
            var unused = group.write(Events.numbered(first, 3));
        }

        sink.answerOldest();
        sink.answerOldest();

        assertEquals(List.of(List.of("0", "1", "2"), List.of("3", "4", "5"), List.of("6", "7", "8")), sink.batches);
    }

    @Test
    void aWriteLargerThanABatchIsCutAndJoinedAgain() {
        CompletableFuture<List<Delivery>> written = write(groupCommit(4, 1, 20), Events.numbered(0, 10));

        for (int i = 0; i < 3; i++) {
            assertFalse(written.isDone());
            sink.answerOldest();
        }

        assertEquals(List.of(4, 4, 2), sink.batches.stream().map(List::size).toList());
        assertEquals(Events.numbered(0, 10).stream().map(EventEnvelope::getId).toList(), ids(written.join()));
    }

    @Test
    void bytesBoundABatchToo() {
        GroupCommit group =
                new GroupCommit(sink, new GroupCommitLimits(100, 2_200, 1, 1_000, ENDLESS), BatchListener.NONE);
        var unused = group.write(List.of(Events.ofBytes("a", 1_000)));
        var unused2 = group.write(
                List.of(Events.ofBytes("b", 1_000), Events.ofBytes("c", 1_000), Events.ofBytes("d", 1_000)));

        sink.answerOldest();
        sink.answerOldest();

        assertEquals(List.of(List.of("a"), List.of("b", "c"), List.of("d")), sink.batches);
    }

    @Test
    void anEventThatNoBatchHoldsIsRejectedAndItsSlotIsFree() {
        GroupCommit group = new GroupCommit(sink, new GroupCommitLimits(10, 500, 1, 10, ENDLESS), BatchListener.NONE);

        CompletableFuture<List<Delivery>> written = write(group, List.of(Events.ofBytes("large", 600)));
        var unused = group.write(Events.numbered(0, 1));

        Rejected rejected = assertInstanceOf(Rejected.class, written.join().getFirst());
        assertEquals(ErrorCode.TOO_LARGE, rejected.code());
        assertEquals(List.of(List.of("0")), sink.batches);
    }

    @Test
    void beyondTheLimitAWriteIsRefusedAtOnceAndCertainlyNotStored() {
        GroupCommit group = groupCommit(2, 1, 3);
        var underWay = group.write(Events.numbered(0, 2));
        CompletableFuture<List<Delivery>> atTheLimit = write(group, Events.numbered(2, 3));

        CompletableFuture<List<Delivery>> refused = write(group, Events.numbered(5, 1));

        Unavailable answer = assertInstanceOf(Unavailable.class, refused.join().getFirst());
        assertEquals(ErrorCode.OVERLOADED, answer.code());
        assertEquals(new PathStates(PathStatus.NOT_STORED, PathStatus.NOT_STORED), answer.paths());
        while (sink.inFlight() > 0) {
            sink.answerOldest();
        }
        assertEquals(List.of("2", "3", "4"), ids(atTheLimit.join()));
        assertEquals(List.of(List.of("0", "1"), List.of("2", "3"), List.of("4")), sink.batches);
        assertTrue(underWay.toCompletableFuture().isDone());
    }

    @Test
    void bytesThatWaitAreBoundedToo() {
        GroupCommit group =
                new GroupCommit(sink, new GroupCommitLimits(100, 1_000, 1, 100, ENDLESS), BatchListener.NONE);
        var underWay = group.write(Events.numbered(0, 1));
        var waiting = group.write(List.of(Events.ofBytes("a", 900), Events.ofBytes("b", 900)));

        CompletableFuture<List<Delivery>> refused = write(group, List.of(Events.ofBytes("c", 900)));

        assertEquals(ErrorCode.OVERLOADED, ((Unavailable) refused.join().getFirst()).code());
        assertFalse(underWay.toCompletableFuture().isDone()
                || waiting.toCompletableFuture().isDone());
    }

    @Test
    void aSinkThatFailsLeavesItsEventsUnknownAndFreesItsSlot() {
        GroupCommit group = groupCommit(10, 1, 10);
        CompletableFuture<List<Delivery>> failed = write(group, Events.numbered(0, 2));
        CompletableFuture<List<Delivery>> short1 = write(group, Events.numbered(2, 1));
        sink.failOldest();
        CompletableFuture<List<Delivery>> after = write(group, Events.numbered(3, 1));
        sink.answerOldestWithTooFew();
        sink.answerOldest();

        for (CompletableFuture<List<Delivery>> broken : List.of(failed, short1)) {
            for (Delivery delivery : broken.join()) {
                assertEquals(ErrorCode.INTERNAL, ((Unavailable) delivery).code());
                assertEquals(new PathStates(PathStatus.UNKNOWN, PathStatus.UNKNOWN), delivery.paths());
            }
        }
        assertEquals(2, failed.join().size());
        assertEquals(List.of("3"), ids(after.join()));
    }

    @Test
    void aSinkThatThrowsLeavesItsEventsUnknownAndFreesItsSlot() {
        AtomicInteger calls = new AtomicInteger();
        EventSink throwing = batch -> {
            if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("told to");
            }
            return sink.write(batch);
        };
        GroupCommit group =
                new GroupCommit(throwing, new GroupCommitLimits(10, 1_000, 1, 10, ENDLESS), BatchListener.NONE);

        CompletableFuture<List<Delivery>> thrown = write(group, Events.numbered(0, 1));
        CompletableFuture<List<Delivery>> after = write(group, Events.numbered(1, 1));
        sink.answerOldest();

        assertEquals(ErrorCode.INTERNAL, ((Unavailable) thrown.join().getFirst()).code());
        assertEquals(List.of("1"), ids(after.join()));
    }

    @Test
    void whatIsWrittenUntilTheExecutorRunsLeavesTogether() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        GroupCommit group =
                new GroupCommit(sink, new GroupCommitLimits(10, 1_000, 1, 10, ENDLESS), BatchListener.NONE, tasks::add);
        CompletableFuture<List<Delivery>> first = write(group, Events.numbered(0, 1));
        CompletableFuture<List<Delivery>> second = write(group, Events.numbered(1, 1));
        assertEquals(List.of(), sink.batches);
        tasks.remove().run();
        assertEquals(List.of(List.of("0", "1")), sink.batches);
        sink.answerOldest();
        assertTrue(first.isDone() && second.isDone());

        var one = group.write(Events.numbered(2, 1));
        var two = group.write(Events.numbered(3, 1));
        assertEquals(1, sink.batches.size());
        tasks.remove().run();

        assertEquals(List.of(List.of("0", "1"), List.of("2", "3")), sink.batches);
        assertEquals(0, tasks.size());
        assertFalse(
                one.toCompletableFuture().isDone() || two.toCompletableFuture().isDone());
    }

    @Test
    void anExecutorThatTakesNoMoreHoldsNothingUp() {
        GroupCommit group =
                new GroupCommit(sink, new GroupCommitLimits(10, 1_000, 1, 10, ENDLESS), BatchListener.NONE, task -> {
                    throw new RejectedExecutionException();
                });

        CompletableFuture<List<Delivery>> first = write(group, Events.numbered(0, 1));
        CompletableFuture<List<Delivery>> second = write(group, Events.numbered(1, 1));
        sink.answerOldest();
        sink.answerOldest();

        assertTrue(first.isDone() && second.isDone());
    }

    @Test
    void aSinkThatAnswersWithinTheCallDrainsALongQueueWithoutDeepRecursion() {
        int writes = 100_000;
        CompletableFuture<List<Delivery>> gate = new CompletableFuture<>();
        AtomicInteger calls = new AtomicInteger();
        EventSink gated = batch -> calls.getAndIncrement() == 0
                ? gate
                : CompletableFuture.completedFuture(
                        batch.stream().map(HeldSink::answerOf).toList());
        GroupCommit group =
                new GroupCommit(gated, new GroupCommitLimits(1, 1_000, 1, writes, ENDLESS), BatchListener.NONE);
        List<CompletableFuture<List<Delivery>>> written = new ArrayList<>();
        for (EventEnvelope event : Events.numbered(0, writes)) {
            written.add(write(group, List.of(event)));
        }

        gate.complete(List.of(HeldSink.answerOf(Events.event("0"))));

        for (int i = 0; i < writes; i++) {
            assertEquals(List.of(Integer.toString(i)), ids(written.get(i).join()));
        }
    }
}
