package io.aguacero.aggregation;

import static io.aguacero.aggregation.Events.at;
import static io.aguacero.aggregation.Events.level;
import static io.aguacero.aggregation.Events.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.aggregation.reading.LogReaders;
import io.aguacero.aggregation.reading.ReaderState;
import io.aguacero.aggregation.reading.RecordChunk;
import io.aguacero.aggregation.reading.RecordFeed;
import io.aguacero.aggregation.reading.ShardLog;
import io.aguacero.localstack.process.Until;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a reader notices of its log by itself. */
class LogReaderIT extends OnRealStore {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aLogThatEndsBeforeWhatWasAppliedStandsStillThoughNothingIsDeliveredAnyMore() throws InterruptedException {
        Log log = new Log(records(10));
        LogReaders readers = fixture.readers("a");
        try {
            readers.read(0, log);
            assertTrue(Until.within(PATIENCE, () -> readers.positions().getOrDefault(0, 0L) == 10));

            log.records = records(3);

            assertTrue(
                    Until.within(PATIENCE, () -> readers.states().get(0).phase() == ReaderState.Phase.HALTED),
                    () -> readers.states().toString());
            assertTrue(
                    readers.states().get(0).detail().startsWith("log-cut"),
                    () -> readers.states().toString());
            assertEquals(10, fixture.count());
        } finally {
            readers.stopAll(PATIENCE);
        }
    }

    private static List<LogRecord> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> record(i, at(i, "id" + i, level("x", "1"))))
                .toList();
    }

    /** A log whose broker delivers what there is when it is asked to, and then nothing more. */
    private static final class Log implements ShardLog {
        private volatile List<LogRecord> records;

        Log(List<LogRecord> records) {
            this.records = records;
        }

        @Override
        public CompletionStage<LogBounds> bounds() {
            return CompletableFuture.completedStage(new LogBounds(0, records.size()));
        }

        @Override
        public CompletionStage<Void> readFrom(long offset, RecordFeed feed) {
            List<LogRecord> from = records.subList((int) Math.min(offset, records.size()), records.size());
            if (!from.isEmpty()) {
                feed.offer(new Chunk(from));
            }
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void pause() {}
    }

    private record Chunk(List<LogRecord> decode) implements RecordChunk {
        @Override
        public int bytes() {
            return decode.size();
        }

        @Override
        public void applied() {}
    }
}
