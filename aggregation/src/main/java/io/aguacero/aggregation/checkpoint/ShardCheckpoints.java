package io.aguacero.aggregation.checkpoint;

import io.aguacero.aggregation.checkpoint.CheckpointListener.Outcome;
import io.aguacero.aggregation.checkpoint.CheckpointTaker.Taking;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * When a shard's checkpoints are taken: every so often, but only when the shard has moved on, one at a time in a process,
 * and so that the reader spends at most a twentieth of its time on it. For one reader's thread; the age is for any.
 */
public final class ShardCheckpoints {
    private static final System.Logger LOG = System.getLogger(ShardCheckpoints.class.getName());
    /** So many times as long as taking one lasts, the shard is left alone. */
    private static final int REST = 19;
    /** Pause after looking for the checkpoint before. */
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final int shard;
    private final CheckpointTaker taker;
    private final Checkpoints checkpoints;
    private final long everyNanos;
    private final AtomicBoolean taking;
    private final CheckpointListener listener;
    private final InstantSource clock;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile @Nullable Newest newest;
    private long dueNanos;
    /** Where the newest that the broker has of this process was taken: one that isn't kept is taken again. */
    private volatile long takenAt = -1;

    /**
     * @param every least time between two
     * @param taking whether a shard of the process is at it: only one at a time, which bounds the memory
     */
    public ShardCheckpoints(
            int shard,
            CheckpointTaker taker,
            Checkpoints checkpoints,
            Duration every,
            AtomicBoolean taking,
            CheckpointListener listener,
            InstantSource clock) {
        this.shard = shard;
        this.taker = taker;
        this.checkpoints = checkpoints;
        this.everyNanos = every.toNanos();
        this.taking = taking;
        this.listener = listener;
        this.clock = clock;
        this.dueNanos = System.nanoTime() + everyNanos;
    }

    /** Age of the newest checkpoint in seconds; NaN while none is known. */
    public double ageSeconds() {
        Newest known = newest;
        return known == null || known.takenAt() == null
                ? Double.NaN
                : Duration.between(known.takenAt(), clock.instant()).toMillis() / 1_000.0;
    }

    /**
     * To be called between two applies, while the shard is this instance's: takes a checkpoint if one is due.
     *
     * @param next the next offset to apply
     */
    public void takeIfDue(long next) throws InterruptedException {
        long now = System.nanoTime();
        if (now - dueNanos < 0 || next == takenAt) {
            return;
        }
        Newest before = newest;
        if (before == null) {
            look();
        } else if (taking.compareAndSet(false, true)) {
            boolean handed = false;
            try {
                Taking taken = taker.take(before::marksAt);
                dueNanos = System.nanoTime() + Math.max(everyNanos, REST * (System.nanoTime() - now));
                handed = taken instanceof Taking.Taken;
                taken(taken, next);
            } finally {
                if (!handed) {
                    taking.set(false);
                }
            }
        }
    }

    private void taken(Taking outcome, long next) {
        switch (outcome) {
            case Taking.Taken taken -> {
                checkpoints
                        .write(shard, taken.bytes())
                        .thenAccept(written -> written(taken.header(), next, written))
                        .whenComplete((done, failure) -> taking.set(false))
                        .exceptionally(defect -> {
                            LOG.log(System.Logger.Level.ERROR, "shard " + shard + ": a checkpoint", defect);
                            return null;
                        });
            }
            case Taking.TooLarge large -> {
                listener.taken(Outcome.TOO_LARGE);
                LOG.log(
                        System.Logger.Level.ERROR,
                        "shard {0}: its checkpoint is larger than allowed and isn't kept; a lost store would be rebuilt from"
                                + " an older one, or from the log''s beginning",
                        shard);
            }
            case Taking.Failed(String reason) -> {
                listener.taken(Outcome.FAILED);
                LOG.log(System.Logger.Level.WARNING, "shard {0}: no checkpoint: {1}", shard, reason);
            }
            case Taking.NotYet notYet -> LOG.log(System.Logger.Level.DEBUG, "shard {0} is being restored", shard);
        }
    }

    private void written(CheckpointHeader header, long next, boolean written) {
        listener.taken(written ? Outcome.WRITTEN : Outcome.FAILED);
        if (written) {
            newest = new Newest(header.takenAt(), header.mark(), header.marks());
            takenAt = next;
        } else {
            LOG.log(System.Logger.Level.WARNING, "shard {0}: its checkpoint isn''t kept by the broker", shard);
        }
    }

    /** Finds the marks of the checkpoint before, without which the next one would have none. */
    private void look() {
        if (looking.compareAndSet(false, true)) {
            dueNanos = System.nanoTime() + Math.min(everyNanos, LOOK_NANOS);
            checkpoints
                    .newest(shard)
                    .thenAccept(found -> newest = read(found))
                    .whenComplete((done, failure) -> looking.set(false))
                    .exceptionally(defect -> {
                        LOG.log(System.Logger.Level.ERROR, "shard " + shard + ": the newest checkpoint", defect);
                        return null;
                    });
        }
    }

    private @Nullable Newest read(NewestCheckpoint found) {
        return switch (found) {
            case NewestCheckpoint.None none -> Newest.NONE;
            case NewestCheckpoint.Down down -> {
                LOG.log(System.Logger.Level.WARNING, "shard {0}: no checkpoint: {1}", shard, down.reason());
                yield null;
            }
            case NewestCheckpoint.Found bytes -> {
                try (CheckpointDecoder decoder = new CheckpointDecoder(bytes.open())) {
                    CheckpointHeader header = decoder.header();
                    yield new Newest(header.takenAt(), header.mark(), header.marks());
                } catch (IOException e) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "shard {0}: the checkpoint before: {1}",
                            shard,
                            e.getMessage());
                    yield Newest.NONE;
                }
            }
        };
    }

    private record Newest(
            @Nullable Instant takenAt, @Nullable Mark mark, List<Mark> marks) {
        static final Newest NONE = new Newest(null, null, List.of());

        List<Mark> marksAt(Mark now) {
            return mark == null ? List.of() : Marks.after(marks, mark, now);
        }
    }
}
