package io.aguacero.aggregation.reading;

import io.aguacero.aggregation.HaltCode;
import io.aguacero.aggregation.LogBounds;
import io.aguacero.aggregation.LogRecord;
import io.aguacero.aggregation.ShardApplier;
import io.aguacero.aggregation.ShardStart;
import io.aguacero.aggregation.ShardStep;
import io.aguacero.aggregation.checkpoint.ShardCheckpoints;
import io.aguacero.aggregation.reading.ReaderState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one shard's log into its applier, on a virtual thread of its own, so that shards wait for broker and store
 * independently and no event loop or polling thread ever waits.
 *
 * <pre>
 *   OPENING ── position and lease ──▶ READING ── stop ──▶ STOPPED
 *      ▲ ▲                             │ │ │
 *      │ └─── store or log silent ─────┘ │ └── the numbers would be wrong ──▶ HALTED
 *      └───── lease lost: WATCHING ──────┘
 * </pre>
 *
 * Whatever goes wrong short of a halt, the reader opens again: the position in the store says where to go on, so nothing
 * has to be known of what became of the last call.
 */
public final class LogReader {
    private static final System.Logger LOG = System.getLogger(LogReader.class.getName());

    /** In a row, each {@link ReadingLimits#retryMax} after the one before. */
    private static final int HALT_FINDINGS = 4;

    private final int shard;
    private final ShardAppliers appliers;
    private final ShardLog log;
    private final ShardCheckpoints checkpoints;
    private final InstantSource clock;
    private final ReadingLimits limits;
    private final Backoff backoff;
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile RecordFeed feed;
    private volatile ReaderState state = new ReaderState(Phase.OPENING, "starting");
    private volatile long next;
    private volatile long end;
    /** Whether the log was found to end before what had been applied of it. */
    private volatile boolean cut;

    private @Nullable ShardApplier applier;
    private LogBounds bounds = new LogBounds(0, 0);
    private int haltFindings;
    private long boundsAskedNanos;

    /** A reader of one shard; nothing happens before {@link #start}. */
    public LogReader(
            int shard,
            ShardAppliers appliers,
            ShardLog log,
            ShardCheckpoints checkpoints,
            ReadingLimits limits,
            InstantSource clock) {
        this.shard = shard;
        this.appliers = appliers;
        this.log = log;
        this.clock = clock;
        this.checkpoints = checkpoints;
        this.limits = limits;
        this.feed = new RecordFeed(limits.gathering());
        this.backoff = new Backoff(limits.retryMin(), limits.retryMax());
    }

    /** Begins. To be called once. */
    public void start() {
        Thread.ofVirtual().name("shard-" + shard).start(this::run);
    }

    /** Asks for the end: what is in flight is finished, the lease given back. The stage completes then. */
    public CompletionStage<Void> stop() {
        stopping.complete(null);
        feed.close();
        return stopped;
    }

    /** The shard's number. */
    public int shard() {
        return shard;
    }

    /** What it is doing. */
    public ReaderState state() {
        return state;
    }

    /** Position: the offset that is applied next; 0 before the first opening. */
    public long next() {
        return next;
    }

    /** Age of the shard's newest checkpoint in seconds; NaN while none is known. */
    public double checkpointAge() {
        return checkpoints.ageSeconds();
    }

    /** Records known to be in the log and not yet applied; 0 while nothing is known. */
    public long lag() {
        return Math.max(0, end - next);
    }

    private void run() {
        try {
            while (going()) {
                if (open() && applier != null) {
                    read(applier);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "shard " + shard + ": a defect stopped its reader", e);
            halt("internal", "a defect of the reader; the log has its trace");
        } finally {
            finish();
        }
    }

    private boolean going() {
        return !stopping.isDone() && state.phase() != Phase.HALTED;
    }

    private void finish() {
        feed.close();
        log.pause();
        if (state.phase() != Phase.HALTED) {
            state = new ReaderState(Phase.STOPPED, "stopped");
        }
        release();
        stopped.complete(null);
    }

    /** Gives the lease back, so that another instance needn't wait for its end. */
    private void release() {
        if (applier != null) {
            boolean released = applied(applier.release());
            applier = null;
            LOG.log(System.Logger.Level.DEBUG, "shard {0} left, its lease given back: {1}", shard, released);
        }
    }

    /** One try to get position and lease and to begin reading; pauses after a failed one. */
    private boolean open() throws InterruptedException {
        try {
            bounds = answer(log.bounds());
        } catch (LogSilentException e) {
            haltFindings = 0;
            retry("the log doesn't answer: " + e.getMessage());
            return false;
        }
        end = bounds.end();
        boundsAskedNanos = System.nanoTime();
        ShardApplier opening = appliers.applier();
        return switch (applied(opening.open(bounds))) {
            case ShardStart.ReadFrom(long offset) -> {
                haltFindings = 0;
                applier = opening;
                yield readFrom(offset);
            }
            case ShardStart.Busy(Instant until) -> {
                watch(until);
                yield false;
            }
            case ShardStart.StoreDown(String reason) -> {
                retry("the store doesn't answer: " + reason);
                yield false;
            }
            case ShardStart.NotRebuilt(String reason) -> {
                retry("the store has lost the shard, and it isn't restored yet: " + reason);
                yield false;
            }
            case ShardStart.Halted(HaltCode code, String reason) -> {
                haltOnceSure(code, reason);
                yield false;
            }
        };
    }

    /** Applies what comes until that is no longer possible. */
    private void read(ShardApplier applier) throws InterruptedException {
        boolean sought = false;
        long deliveredNanos = System.nanoTime();
        cut = false;
        state = new ReaderState(Phase.READING, "");
        while (going()) {
            RecordFeed from = feed;
            List<RecordChunk> chunks = from.take(limits.applyBytesMax(), limits.renewEvery());
            if (from.closed()) {
                retry("the broker has ended the delivery");
                return;
            }
            deliveredNanos = chunks.isEmpty() ? deliveredNanos : System.nanoTime();
            if (cut || stalled(deliveredNanos)) {
                log.pause();
                retry(cut ? "the log ends before what was applied of it" : "the log holds more than it delivers");
                return;
            }
            switch (applied(chunks.isEmpty() ? applier.renew() : applier.apply(decode(chunks)))) {
                case ShardStep.Applied(long position) -> {
                    next = position;
                    sought = false;
                    backoff.reset();
                    chunks.forEach(RecordChunk::applied);
                    checkpoints.takeIfDue(position);
                    lookForEnd();
                }
                case ShardStep.SeekTo(long offset) -> {
                    if (sought && offset <= next) {
                        pause(backoff.next());
                    }
                    sought = true;
                    if (!readFrom(offset)) {
                        return;
                    }
                }
                case ShardStep.Busy(Instant until) -> {
                    log.pause();
                    watch(until);
                    return;
                }
                case ShardStep.StoreDown(String reason) -> {
                    log.pause();
                    retry("the store doesn't answer: " + reason);
                    return;
                }
                case ShardStep.DeadLettersDown(String reason) -> {
                    log.pause();
                    retry("a dead letter can't be written: " + reason);
                    return;
                }
                case ShardStep.Reopen(String reason) -> {
                    log.pause();
                    retry("the store has lost the shard: " + reason);
                    return;
                }
                case ShardStep.Halted(HaltCode code, String reason) -> {
                    halt(code.slug(), reason);
                    return;
                }
            }
        }
    }

    private boolean readFrom(long offset) throws InterruptedException {
        feed.close();
        feed = new RecordFeed(limits.gathering());
        if (stopping.isDone()) {
            return false;
        }
        next = offset;
        try {
            answer(log.readFrom(offset, feed));
            return true;
        } catch (LogSilentException e) {
            retry("the log can't be read: " + e.getMessage());
            return false;
        }
    }

    private List<LogRecord> decode(List<RecordChunk> chunks) {
        List<LogRecord> records = new ArrayList<>();
        for (RecordChunk chunk : chunks) {
            records.addAll(chunk.decode());
        }
        if (!records.isEmpty()) {
            end = Math.max(end, records.getLast().offset() + 1);
        }
        return records;
    }

    /**
     * Whether the log is known to go on, but hasn't delivered for a while: a delivery that the broker has lost sight of, for
     * example over a change of the log's leader, must not stand still for ever.
     */
    private boolean stalled(long deliveredNanos) {
        return lag() > 0
                && System.nanoTime() - deliveredNanos > limits.boundsEvery().toNanos();
    }

    private void lookForEnd() {
        long now = System.nanoTime();
        if (now - boundsAskedNanos > limits.boundsEvery().toNanos()) {
            boundsAskedNanos = now;
            long applied = next;
            log.bounds()
                    .thenAccept(bounds -> {
                        cut = bounds.end() < applied;
                        end = Math.max(next, bounds.end());
                    })
                    .exceptionally(silent -> null);
        }
    }

    /**
     * Halts when an opening after the other finds a reason to. Another instance may have applied and left between the two
     * questions of an opening; or the broker's copy of the log may be on its way to where the others are.
     */
    private void haltOnceSure(HaltCode code, String reason) throws InterruptedException {
        haltFindings++;
        if (haltFindings >= HALT_FINDINGS) {
            halt(code.slug(), reason);
        } else {
            LOG.log(System.Logger.Level.WARNING, "shard {0}: looking again: {1}", shard, reason);
            pause(limits.retryMax());
        }
    }

    private void halt(String code, String reason) {
        log.pause();
        state = new ReaderState(Phase.HALTED, code + ": " + reason);
        LOG.log(System.Logger.Level.ERROR, "shard {0} is halted, errorCode={1}: {2}", shard, code, reason);
    }

    private void watch(Instant until) throws InterruptedException {
        enter(Phase.WATCHING, "another instance holds the lease");
        Duration left = Duration.between(clock.instant(), until);
        Duration bounded = left.compareTo(limits.retryMax()) < 0 ? left : limits.retryMax();
        pause(bounded.compareTo(limits.retryMin()) > 0 ? bounded : limits.retryMin());
    }

    private void retry(String reason) throws InterruptedException {
        if (going()) {
            enter(Phase.OPENING, reason);
            pause(backoff.next());
        }
    }

    private void enter(Phase phase, String detail) {
        ReaderState entered = new ReaderState(phase, detail);
        if (!entered.equals(state)) {
            LOG.log(
                    phase == Phase.WATCHING ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                    "shard {0}: {1}",
                    shard,
                    detail);
        }
        state = entered;
    }

    private void pause(Duration time) throws InterruptedException {
        try {
            stopping.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return; // the pause is over
        } catch (ExecutionException e) {
            throw new IllegalStateException("the signal to stop never fails", e);
        }
    }

    /** What the applier answers: it always does, within its own deadline. */
    private static <T> T applied(CompletionStage<T> answer) {
        return answer.toCompletableFuture().join();
    }

    /** What the broker answers, unless the reader is stopped or the time is over. */
    private <T> T answer(CompletionStage<T> asked) throws InterruptedException, LogSilentException {
        CompletableFuture<T> answer = asked.toCompletableFuture();
        try {
            CompletableFuture.anyOf(answer, stopping).get(limits.logTimeout().toMillis(), TimeUnit.MILLISECONDS);
            if (answer.isDone()) {
                return answer.join();
            }
            throw new LogSilentException("stopping");
        } catch (TimeoutException e) {
            throw new LogSilentException("no answer within " + limits.logTimeout());
        } catch (ExecutionException | CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new LogSilentException(
                    cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        }
    }

    private static final class LogSilentException extends Exception {
        private static final long serialVersionUID = 1L;

        LogSilentException(String message) {
            super(message);
        }
    }
}
