package io.aguacero.simulation.pipeline;

import io.aguacero.aggregation.LogBounds;
import io.aguacero.aggregation.LogRecord;
import io.aguacero.aggregation.reading.RecordChunk;
import io.aguacero.aggregation.reading.RecordFeed;
import io.aguacero.aggregation.reading.ShardLog;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.simulation.kernel.Faults;
import io.aguacero.simulation.kernel.Timeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One shard's log on its broker: records at growing offsets, with holes. */
final class SimulatedLog {
    private static final int WAITING_BYTES_MAX = 4_000;

    /**
     * A record of the log.
     *
     * @param events what it holds, by what was sent
     * @param decoded what a consumer makes of it
     */
    record Stored(long offset, List<EventEnvelope> events, LogRecord decoded) {}

    private final DeliveryPath path;
    private final int shard;
    private final Timeline timeline;
    private final Faults faults;
    private final List<Stored> records = new ArrayList<>();
    private long end;

    SimulatedLog(DeliveryPath path, int shard, Timeline timeline, Faults faults) {
        this.path = path;
        this.shard = shard;
        this.timeline = timeline;
        this.faults = faults;
    }

    DeliveryPath path() {
        return path;
    }

    int shard() {
        return shard;
    }

    List<Stored> records() {
        return records;
    }

    /** The offset after the last record. */
    long end() {
        return records.isEmpty() ? 0 : records.getLast().offset() + 1;
    }

    /** Appends a record, by what it is at an offset. */
    void append(List<EventEnvelope> events, LongFunction<LogRecord> decoded) {
        if (faults.happens("hole in the log")) {
            end += 1 + timeline.random().nextInt(3);
        }
        records.add(new Stored(end, List.copyOf(events), decoded.apply(end)));
        end++;
    }

    /** The log as one consumer reads it. */
    ShardLog reader() {
        return new Reading();
    }

    private final class Reading implements ShardLog {
        private @Nullable RecordFeed current;

        @Override
        public CompletionStage<LogBounds> bounds() {
            CompletableFuture<LogBounds> answer = new CompletableFuture<>();
            answered("log bounds", answer, () -> answer.complete(new LogBounds(0, end)));
            return answer;
        }

        @Override
        public CompletionStage<Void> readFrom(long offset, RecordFeed feed) {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            answered("log seek", answer, () -> {
                if (!feed.closed()) {
                    current = feed;
                    deliver(feed, place(offset));
                }
                answer.complete(null);
            });
            return answer;
        }

        @Override
        public void pause() {
            current = null;
        }

        private void answered(String what, CompletableFuture<?> answer, Runnable well) {
            if (faults.happens(what + " fails")) {
                timeline.after(faults.micros(100, 2_000), () -> answer.completeExceptionally(new IOException(what)));
            } else if (!faults.happens(what + " unanswered")) {
                timeline.after(faults.latency(what + " late", 2_000), well);
            }
        }

        private int place(long offset) {
            int place = 0;
            while (place < records.size() && records.get(place).offset() < offset) {
                place++;
            }
            return place;
        }

        private void deliver(RecordFeed feed, int from) {
            if (current != feed || feed.closed()) {
                return;
            }
            if (faults.happens("log delivery stops")) {
                timeline.note(path.label() + "/" + shard + " delivers no more");
                return;
            }
            if (faults.happens("log connection lost")) {
                feed.close();
                return;
            }
            int to = from;
            if (feed.pendingBytes() < WAITING_BYTES_MAX) {
                to = Math.min(records.size(), from + 1 + timeline.random().nextInt(12));
                if (to > from) {
                    feed.offer(new Chunk(List.copyOf(records.subList(from, to))));
                }
            }
            int next = to;
            timeline.after(faults.latency("log delivery late", to > from ? 4_000 : 20_000), () -> deliver(feed, next));
        }
    }

    private record Chunk(List<Stored> records) implements RecordChunk {
        @Override
        public int bytes() {
            return 100 * records.size();
        }

        @Override
        public List<LogRecord> decode() {
            return records.stream().map(Stored::decoded).toList();
        }

        @Override
        public void applied() {}
    }
}
