package io.aguacero.aggregation.reading;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a log has delivered from one starting offset on and nobody has applied yet: it gathers while an apply is in flight.
 * The log bounds it (RabbitMQ by the prefetch, Kafka by pausing the partition). A new start gets a new feed, so that what
 * was delivered for the earlier one can't be mixed in.
 */
public final class RecordFeed {
    private final Gathering gathering;
    private final Deque<RecordChunk> chunks = new ArrayDeque<>();
    private long pendingBytes;
    private boolean closed;
    private long takenNanos;

    /** An empty feed, whose first records aren't waited with. */
    public RecordFeed(Gathering gathering) {
        this.gathering = gathering;
        this.takenNanos = System.nanoTime() - gathering.every().toNanos();
    }

    /** Adds what came in; without effect once closed. */
    public synchronized void offer(RecordChunk chunk) {
        if (!closed) {
            boolean first = chunks.isEmpty();
            chunks.add(chunk);
            pendingBytes += chunk.bytes();
            if (first || enough()) {
                notifyAll();
            }
        }
    }

    /** Ends the feed and forgets what it holds: the records will be read again. */
    public synchronized void close() {
        closed = true;
        chunks.clear();
        pendingBytes = 0;
        notifyAll();
    }

    /** Whether nothing more can come out of it. */
    public synchronized boolean closed() {
        return closed;
    }

    /** Bytes that wait. */
    public synchronized long pendingBytes() {
        return pendingBytes;
    }

    /**
     * Takes what has gathered, waiting for the first chunk, and for others to it if the last were taken a moment ago.
     *
     * @param bytesMax where to stop; a single larger chunk is taken alone
     * @param wait how long to wait for the first chunk at most
     * @return the chunks in order; empty when nothing came in time or the feed is closed
     */
    public synchronized List<RecordChunk> take(int bytesMax, Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (chunks.isEmpty()) {
            if (closed || !waited(deadline)) {
                return List.of();
            }
        }
        long gathered = takenNanos + gathering.every().toNanos();
        boolean more = true;
        while (more && !enough() && !closed) {
            more = waited(gathered);
        }
        takenNanos = System.nanoTime();
        List<RecordChunk> taken = new ArrayList<>();
        long bytes = 0;
        while (!chunks.isEmpty() && (taken.isEmpty() || bytes + chunks.peek().bytes() <= bytesMax)) {
            RecordChunk chunk = chunks.remove();
            bytes += chunk.bytes();
            taken.add(chunk);
        }
        pendingBytes -= bytes;
        return taken;
    }

    /** False when that time has come already. */
    private boolean waited(long untilNanos) throws InterruptedException {
        long millis = (untilNanos - System.nanoTime() + 999_999) / 1_000_000;
        if (millis > 0) {
            wait(millis);
        }
        return millis > 0;
    }

    private boolean enough() {
        return chunks.size() >= gathering.enoughChunks() || pendingBytes >= gathering.enoughBytes();
    }
}
