package io.aguacero.aggregation;

import io.aguacero.aggregation.fold.BatchFold;
import io.aguacero.aggregation.fold.CountedEvent;
import io.aguacero.aggregation.fold.EventReader;
import io.aguacero.aggregation.fold.KindPlan;
import io.aguacero.aggregation.store.ApplyCall;
import io.aguacero.aggregation.store.ApplyReply;
import io.aguacero.aggregation.store.OpenReply;
import io.aguacero.aggregation.store.ShardStore;
import io.aguacero.aggregation.store.StoredPosition;
import io.aguacero.contracts.kinds.KindCatalog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Applies one shard's log to the store, each event once. The position in the log lives in the store beside the
 * aggregates and changes with them in one call; this class only follows it.
 *
 * <p>One call at a time: {@link #open} first, then {@link #apply} and {@link #renew}, and {@link #open} again whenever a
 * step asks for it. The stages never complete exceptionally. They complete on the executor.
 */
public final class ShardApplier {
    /**
     * Most calls that a batch takes. The first says which ids are known and which replays don't count. Without those
     * replays an event after one of them, that was taken for its duplicate, has its id looked up by the second. The third
     * has all of it.
     */
    private static final int TRIES_MAX = 3;

    private final ShardStore store;
    private final ShardRebuild rebuild;
    private final EventReader reader;
    private final String owner;
    private final ApplyLimits limits;
    private final LetterBox letterBox;
    private final ApplyListener listener;
    private final ApplyFollower follower;
    private final InstantSource clock;
    private final Executor executor;
    private final LogCursor cursor = new LogCursor();
    private final AtomicBoolean inFlight = new AtomicBoolean();

    /**
     * @param store of this shard
     * @param rebuild fills the shard when the store doesn't have it
     * @param kinds the kinds in force
     * @param owner this consumer's name, the same after a restart, different from every other consumer's
     * @param limits of each call
     * @param deadLetters where events go that can't be counted
     * @param listener hears what was applied
     * @param follower follows single events
     * @param clock for the time from the door to the store, and nothing else
     * @param executor where batches are folded: never an event loop
     */
    public ShardApplier(
            ShardStore store,
            ShardRebuild rebuild,
            KindCatalog kinds,
            String owner,
            ApplyLimits limits,
            DeadLetters deadLetters,
            ApplyListener listener,
            ApplyFollower follower,
            InstantSource clock,
            Executor executor) {
        this.store = store;
        this.rebuild = rebuild;
        this.reader = new EventReader(kinds);
        this.owner = owner;
        this.limits = limits;
        this.letterBox = new LetterBox(deadLetters, listener);
        this.listener = listener;
        this.follower = follower;
        this.clock = clock;
        this.executor = executor;
    }

    /**
     * Takes the shard, filled first if the store doesn't have it, and says where to read on: at the last applied record
     * where there is one, so that it can be seen that the log is still the same. Every record from there on has to be
     * given, in the order of the log.
     */
    public CompletionStage<ShardStart> open(LogBounds bounds) {
        return alone(
                () -> store.open(owner, limits.lease(), limits.deadline())
                        .thenComposeAsync(
                                reply -> reply instanceof OpenReply.Empty
                                        ? rebuild.rebuild(bounds)
                                                .thenComposeAsync(rebuilt -> rebuilt(rebuilt, bounds), executor)
                                        : CompletableFuture.completedStage(started(reply, bounds)),
                                executor),
                failure -> new ShardStart.Halted(HaltCode.DEFECT, failure));
    }

    private CompletionStage<ShardStart> rebuilt(ShardRebuild.Rebuilt rebuilt, LogBounds bounds) {
        return switch (rebuilt) {
            case ShardRebuild.Rebuilt.Ready ready ->
                store.open(owner, limits.lease(), limits.deadline())
                        .thenApplyAsync(reply -> started(reply, bounds), executor);
            case ShardRebuild.Rebuilt.Busy busy -> CompletableFuture.completedStage(new ShardStart.Busy(busy.until()));
            case ShardRebuild.Rebuilt.Down down ->
                CompletableFuture.completedStage(new ShardStart.NotRebuilt(down.reason()));
            case ShardRebuild.Rebuilt.Halted halted ->
                CompletableFuture.completedStage(new ShardStart.Halted(halted.code(), halted.reason()));
        };
    }

    private ShardStart started(OpenReply reply, LogBounds bounds) {
        return switch (reply) {
            case OpenReply.Busy busy -> new ShardStart.Busy(busy.until());
            case OpenReply.Down down -> new ShardStart.StoreDown(down.reason());
            case OpenReply.Empty empty -> new ShardStart.NotRebuilt("the store has lost the shard again");
            case OpenReply.Opened opened -> started(opened.position(), bounds);
        };
    }

    private ShardStart started(StoredPosition position, LogBounds bounds) {
        long reached = position.resume() == null
                ? position.next()
                : Math.max(position.next(), position.resume().next());
        if (reached > bounds.end()) {
            return new ShardStart.Halted(
                    HaltCode.LOG_CUT, "the store stands at " + reached + ", the log ends at " + bounds.end());
        }
        if (position.next() < bounds.first()) {
            return new ShardStart.Halted(
                    HaltCode.LOG_EXPIRED,
                    "the store stands at " + position.next() + ", the log begins at " + bounds.first());
        }
        letterBox.reset();
        listener.position(position.next());
        return new ShardStart.ReadFrom(
                position.lastOffset() < bounds.first() ? cursor.adoptUnverified(position) : cursor.adopt(position));
    }

    /**
     * Applies records, given in the order of the log without leaving one out. Records that were applied before, and
     * those given between a {@link ShardStep.SeekTo} and its effect, are passed over. Where an offset is left out, it
     * asks once to read again from there, and believes the log only if the offset is left out again.
     */
    public CompletionStage<ShardStep> apply(List<LogRecord> records) {
        return step(() -> switch (cursor.select(records)) {
            case LogCursor.Selection.Forked forked ->
                done(new ShardStep.Halted(
                        HaltCode.LOG_FORKED,
                        "the record at " + forked.offset() + " is not the one that was applied last"));
            case LogCursor.Selection.Next next -> applyFrom(runs(next.records()), 0);
            case LogCursor.Selection.Gap gap ->
                applyFrom(runs(gap.records()), 0)
                        .thenApply(step ->
                                step instanceof ShardStep.Applied ? new ShardStep.SeekTo(cursor.rewindToNext()) : step);
        });
    }

    /** What each call holds; none has records of both sides of the place where counting goes on after a restore. */
    private List<List<LogRecord>> runs(List<LogRecord> records) {
        int counting = 0;
        while (counting < records.size() && cursor.warms(records.get(counting))) {
            counting++;
        }
        List<List<LogRecord>> runs = new ArrayList<>(split(records.subList(0, counting)));
        runs.addAll(split(records.subList(counting, records.size())));
        return runs;
    }

    private List<List<LogRecord>> split(List<LogRecord> records) {
        return BatchSplit.split(records, limits.eventsMax(), limits.bytesMax());
    }

    /** Keeps the shard while there is nothing to apply; call it well within the lease. */
    public CompletionStage<ShardStep> renew() {
        return step(() -> store.apply(
                        new ApplyCall(
                                owner,
                                limits.lease(),
                                cursor.next(),
                                cursor.lastFingerprint(),
                                cursor.next(),
                                -1,
                                "",
                                cursor.logTimes(),
                                new BatchFold()),
                        limits.deadline())
                .thenApplyAsync(
                        reply -> reply instanceof ApplyReply.Done
                                ? new ShardStep.Applied(cursor.next())
                                : notApplied(reply),
                        executor));
    }

    /**
     * Gives the shard back: takes the lease once more, for no time, so that another consumer needn't wait for its end.
     * Answers whether the store has heard it.
     */
    public CompletionStage<Boolean> release() {
        return alone(
                () -> store.open(owner, Duration.ofMillis(1), limits.deadline())
                        .thenApply(OpenReply.Opened.class::isInstance),
                failure -> false);
    }

    private CompletionStage<ShardStep> applyFrom(List<List<LogRecord>> runs, int index) {
        if (index == runs.size()) {
            return done(new ShardStep.Applied(cursor.next()));
        }
        List<LogRecord> run = runs.get(index);
        if (cursor.warms(run.getFirst())) {
            return warm(new WarmBatch(run, reader, cursor.logTimes()))
                    .thenComposeAsync(step -> goOn(step, runs, index), executor);
        }
        ApplyFollower.Following following = follower.begin(store.shard(), run);
        PreparedBatch batch = new PreparedBatch(store.path(), store.shard(), run, reader, cursor.logTimes());
        return letterBox
                .deliver(batch.letters())
                .thenComposeAsync(
                        confirmed -> confirmed
                                ? call(batch, 1)
                                : done(new ShardStep.DeadLettersDown("a dead letter was not confirmed")),
                        executor)
                .thenComposeAsync(
                        step -> {
                            following.ended(step, batch::fates);
                            return goOn(step, runs, index);
                        },
                        executor);
    }

    private CompletionStage<ShardStep> goOn(ShardStep step, List<List<LogRecord>> runs, int index) {
        return step instanceof ShardStep.Applied ? applyFrom(runs, index + 1) : done(step);
    }

    private CompletionStage<ShardStep> warm(WarmBatch batch) {
        ApplyCall call = new ApplyCall(
                owner,
                limits.lease(),
                cursor.next(),
                cursor.lastFingerprint(),
                batch.last().offset() + 1,
                batch.last().offset(),
                batch.last().fingerprint(),
                batch.logTimes(),
                batch.fold());
        return store.apply(call, limits.deadline())
                .thenApplyAsync(
                        reply -> {
                            if (reply instanceof ApplyReply.Done) {
                                cursor.advance(batch.last(), batch.logTimes());
                                listener.position(cursor.next());
                                return new ShardStep.Applied(cursor.next());
                            }
                            return notApplied(reply);
                        },
                        executor);
    }

    private CompletionStage<ShardStep> call(PreparedBatch batch, int tries) {
        BatchFold fold = batch.fold();
        ApplyCall call = new ApplyCall(
                owner,
                limits.lease(),
                cursor.next(),
                cursor.lastFingerprint(),
                batch.last().offset() + 1,
                batch.last().offset(),
                batch.last().fingerprint(),
                batch.logTimes(),
                fold);
        return store.apply(call, limits.deadline())
                .thenComposeAsync(
                        reply -> switch (reply) {
                            case ApplyReply.Done applied -> done(advanced(batch));
                            case ApplyReply.Known known
                            when tries < TRIES_MAX -> {
                                batch.known(fold, known.places(), known.refused());
                                yield call(batch, tries + 1);
                            }
                            default -> done(notApplied(reply));
                        },
                        executor);
    }

    private ShardStep advanced(PreparedBatch batch) {
        cursor.advance(batch.last(), batch.logTimes());
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        Map<KindPlan, int[]> byKind = new LinkedHashMap<>();
        for (CountedEvent event : batch.events()) {
            boolean duplicate = batch.duplicate(event);
            byKind.computeIfAbsent(event.kind(), absent -> new int[2])[duplicate ? 1 : 0]++;
            if (!duplicate) {
                listener.doorToStore(Duration.of(Math.max(0, now - event.acceptedAtMicros()), ChronoUnit.MICROS));
            }
        }
        byKind.forEach((kind, counts) -> listener.applied(kind.name(), counts[0], counts[1]));
        listener.position(cursor.next());
        return new ShardStep.Applied(cursor.next());
    }

    private ShardStep notApplied(ApplyReply reply) {
        return switch (reply) {
            case ApplyReply.Elsewhere elsewhere -> {
                listener.position(elsewhere.position().next());
                yield new ShardStep.SeekTo(cursor.adopt(elsewhere.position()));
            }
            case ApplyReply.Empty empty -> new ShardStep.Reopen("the store has no position of the shard");
            case ApplyReply.Busy busy -> new ShardStep.Busy(busy.until());
            case ApplyReply.Down down -> new ShardStep.StoreDown(down.reason());
            case ApplyReply.Overflow overflow ->
                new ShardStep.Halted(HaltCode.OVERFLOW, "a count or a sum would leave 64 bits after " + cursor.next());
            case ApplyReply.Forked forked ->
                new ShardStep.Halted(
                        HaltCode.LOG_FORKED,
                        "the store has applied another record at "
                                + forked.position().lastOffset());
            case ApplyReply.Done done -> throw new IllegalStateException("a batch that is applied");
            case ApplyReply.Known known -> throw new IllegalStateException("ids are known that were not looked up");
        };
    }

    private CompletionStage<ShardStep> step(Supplier<CompletionStage<ShardStep>> work) {
        return alone(
                () -> CompletableFuture.completedFuture(null).thenComposeAsync(start -> work.get(), executor),
                failure -> new ShardStep.Halted(HaltCode.DEFECT, failure));
    }

    private static CompletionStage<ShardStep> done(ShardStep step) {
        return CompletableFuture.completedStage(step);
    }

    private <T> CompletionStage<T> alone(Supplier<CompletionStage<T>> work, Function<String, T> defect) {
        if (!inFlight.compareAndSet(false, true)) {
            throw new IllegalStateException("a shard takes one call at a time");
        }
        CompletionStage<T> stage;
        try {
            stage = work.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedStage(e);
        }
        return stage.exceptionally(failure -> defect.apply(describe(failure))).thenApply(result -> {
            inFlight.set(false);
            return result;
        });
    }

    private static String describe(Throwable failure) {
        return String.valueOf(
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure);
    }
}
