package io.aguacero.rabbitwriter.relay;

import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.Delivery.Delivered;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One shard on its way from the journal to its stream, from its assignment to its revocation. One pack is published at a
 * time, and again until it is confirmed; only then the next one is. So whoever publishes an event knows that all marked
 * events before it are in the stream, and their first occurrences there are in the journal's order, however often packs
 * are repeated and whoever repeats them. Safe for any thread.
 */
public final class ShardRelay {
    private final int shard;
    private final PackSink sink;
    private final RelayLimits limits;
    private final RelayListener listener;
    private final LongSupplier nanoTime;
    private final Deque<MarkedEvent> waiting = new ArrayDeque<>();
    private List<MarkedEvent> pack = List.of();
    private long waitingBytes;
    private boolean underWay;
    private boolean stopped;
    private int failures;
    private long againAt;
    private long end;
    private @Nullable RelayPosition lookedAt;
    private volatile @Nullable String halted;

    ShardRelay(int shard, PackSink sink, RelayLimits limits, RelayListener listener, LongSupplier nanoTime) {
        this.shard = shard;
        this.sink = sink;
        this.limits = limits;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    /** The shard: partition and stream. */
    public int shard() {
        return shard;
    }

    /**
     * Takes what was read of the journal. Never blocks.
     *
     * @param marked the marked ones of the records read, in order; what was offered before comes before them
     * @param next the place after all that was read
     */
    public synchronized void offer(List<MarkedEvent> marked, RelayPosition next) {
        for (MarkedEvent event : marked) {
            waiting.add(event);
            waitingBytes += event.bytes();
        }
        lookedAt = next;
        end = Math.max(end, next.next());
        publish();
    }

    /** Publishes a pack again whose pause is over. To be called now and then. */
    public synchronized void tick() {
        publish();
    }

    private void publish() {
        boolean pausing = failures > 0 && nanoTime.getAsLong() - againAt < 0;
        if (stopped || underWay || pausing || (pack.isEmpty() && waiting.isEmpty())) {
            return;
        }
        if (pack.isEmpty()) {
            pack = nextPack();
        }
        underWay = true;
        sink.publish(shard, pack.stream().map(MarkedEvent::event).toList()).whenComplete(this::answered);
    }

    private List<MarkedEvent> nextPack() {
        List<MarkedEvent> next = new ArrayList<>();
        long bytes = 0;
        for (MarkedEvent first = waiting.peek();
                first != null
                        && next.size() < limits.packEventsMax()
                        && (next.isEmpty() || bytes + first.payloadBytes() <= limits.packBytesMax());
                first = waiting.peek()) {
            next.add(waiting.remove());
            bytes += first.payloadBytes();
            waitingBytes -= first.bytes();
        }
        return next;
    }

    /** Whatever isn't a confirm of the whole message leaves it open whether the stream has it. */
    private synchronized void answered(@Nullable List<Delivery> deliveries, @Nullable Throwable failure) {
        underWay = false;
        boolean confirmed = failure == null
                && deliveries != null
                && deliveries.stream().allMatch(delivery -> delivery instanceof Delivered);
        if (confirmed) {
            listener.relayed(pack.size());
            pack = List.of();
            failures = 0;
            publish();
        } else {
            listener.unconfirmed(pack.size());
            againAt = nanoTime.getAsLong() + pauseNanos(failures);
            failures++;
        }
    }

    /** Doubling up to the longest; a random half of it, so that shards and relays don't come back all at once. */
    private long pauseNanos(int failuresBefore) {
        long longest = limits.backoffMax().toNanos();
        long pause = Math.min(longest, (longest / 16) << Math.min(failuresBefore, 4));
        return ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    }

    /** Whether so much waits that the journal shouldn't be read on. */
    public synchronized boolean full() {
        return waitingBytes > limits.waitingBytesMax();
    }

    /** Whether there is room again: less waits than half of the bound. */
    public synchronized boolean hasRoom() {
        return waitingBytes <= limits.waitingBytesMax() / 2;
    }

    /** How far it has come; empty before anything was read. */
    public synchronized Optional<RelayPosition> position() {
        if (!pack.isEmpty()) {
            return Optional.of(pack.getFirst().at());
        }
        return waiting.isEmpty()
                ? Optional.ofNullable(lookedAt)
                : Optional.of(waiting.getFirst().at());
    }

    /**
     * Takes note of where the journal ends, and of where reading begins if nothing was read yet.
     *
     * @param logEnd offset after the last record
     * @param start offset of the first record to be read
     */
    public synchronized void measured(long logEnd, long start) {
        end = Math.max(end, logEnd);
        if (lookedAt == null) {
            lookedAt = new RelayPosition(start, Optional.empty());
        }
    }

    /** Records of the journal that it hasn't come past, as far as is known. */
    public synchronized long lag() {
        return position().map(position -> Math.max(0, end - position.next())).orElse(0L);
    }

    /** Stands still for good: going on could leave events out. What was read before is still published. */
    public void halt(String reason) {
        halted = reason;
    }

    /** Why it stands still; empty while it doesn't. */
    public Optional<String> halted() {
        return Optional.ofNullable(halted);
    }

    /** Publishes nothing more. What is under way may still be confirmed, and count in {@link #position}. */
    public synchronized void stop() {
        stopped = true;
    }

    /** Whether a message has no answer yet. */
    public synchronized boolean underWay() {
        return underWay;
    }
}
