package io.aguacero.aggregation.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.aggregation.LogRecord;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordFeedTest {
    private static final Duration NO_WAIT = Duration.ofMillis(1);

    private static final Duration LONG = Duration.ofHours(1);

    private final RecordFeed feed = new RecordFeed(new Gathering(Duration.ZERO, 1, 1));

    @Test
    void givesWhatHasGatheredInOrderUpToTheBytesAskedFor() throws InterruptedException {
        feed.offer(new Chunk(10));
        feed.offer(new Chunk(20));
        feed.offer(new Chunk(30));
        assertEquals(List.of(new Chunk(10), new Chunk(20)), feed.take(59, NO_WAIT));
        assertEquals(30, feed.pendingBytes());
        assertEquals(List.of(new Chunk(30)), feed.take(59, NO_WAIT));
    }

    @Test
    void givesAChunkLargerThanAskedForAlone() throws InterruptedException {
        feed.offer(new Chunk(100));
        feed.offer(new Chunk(1));
        assertEquals(List.of(new Chunk(100)), feed.take(50, NO_WAIT));
    }

    @Test
    void givesNothingWhenNothingCameInTime() throws InterruptedException {
        assertEquals(List.of(), feed.take(50, NO_WAIT));
    }

    @Test
    void wakesWhoWaitsWhenItIsClosedAndTakesNothingMore() throws InterruptedException {
        Thread closing = Thread.ofVirtual().start(feed::close);
        assertEquals(List.of(), feed.take(50, Duration.ofMinutes(1)));
        closing.join();
        feed.offer(new Chunk(1));
        assertTrue(feed.closed());
        assertEquals(0, feed.pendingBytes());
        assertEquals(List.of(), feed.take(50, NO_WAIT));
    }

    @Test
    void givesTheFirstChunkAtOnceAndThenWaitsForEnoughChunksOrBytes() throws InterruptedException {
        RecordFeed gathering = new RecordFeed(new Gathering(LONG, 3, 100));
        gathering.offer(new Chunk(1));
        assertEquals(List.of(new Chunk(1)), gathering.take(1_000, NO_WAIT));

        gathering.offer(new Chunk(2));
        Thread second = Thread.ofVirtual().start(() -> offerAll(gathering, 3, 4));
        assertEquals(List.of(new Chunk(2), new Chunk(3), new Chunk(4)), gathering.take(1_000, NO_WAIT));

        gathering.offer(new Chunk(5));
        Thread third = Thread.ofVirtual().start(() -> offerAll(gathering, 95));
        assertEquals(List.of(new Chunk(5), new Chunk(95)), gathering.take(1_000, NO_WAIT));
        second.join();
        third.join();
    }

    @Test
    void givesLittleOnceItHasWaitedLongEnough() throws InterruptedException {
        RecordFeed gathering = new RecordFeed(new Gathering(Duration.ofMillis(2), 3, 100));
        gathering.offer(new Chunk(1));
        assertEquals(List.of(new Chunk(1)), gathering.take(1_000, NO_WAIT));
        gathering.offer(new Chunk(2));
        assertEquals(List.of(new Chunk(2)), gathering.take(1_000, NO_WAIT));
    }

    @Test
    void waitsForNoMoreWhenItIsClosed() throws InterruptedException {
        RecordFeed gathering = new RecordFeed(new Gathering(LONG, 3, 100));
        gathering.offer(new Chunk(1));
        assertEquals(List.of(new Chunk(1)), gathering.take(1_000, NO_WAIT));
        gathering.offer(new Chunk(2));
        Thread closing = Thread.ofVirtual().start(gathering::close);
        assertEquals(List.of(), gathering.take(1_000, LONG));
        closing.join();
    }

    @Test
    void pausesDoubleUpToTheLongestAndBeginAgainAfterASuccess() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(350));
        assertEquals(Duration.ofMillis(100), backoff.next());
        assertEquals(Duration.ofMillis(200), backoff.next());
        assertEquals(Duration.ofMillis(350), backoff.next());
        assertEquals(Duration.ofMillis(350), backoff.next());
        backoff.reset();
        assertEquals(Duration.ofMillis(100), backoff.next());
    }

    private static void offerAll(RecordFeed feed, int... bytes) {
        for (int each : bytes) {
            feed.offer(new Chunk(each));
        }
    }

    private record Chunk(int bytes) implements RecordChunk {
        @Override
        public List<LogRecord> decode() {
            return List.of();
        }

        @Override
        public void applied() {
            // nothing is told
        }
    }
}
