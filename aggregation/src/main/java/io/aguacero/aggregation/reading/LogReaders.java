package io.aguacero.aggregation.reading;

import io.aguacero.aggregation.ApplyFollower;
import io.aguacero.aggregation.DeadLetters;
import io.aguacero.aggregation.ShardApplier;
import io.aguacero.aggregation.checkpoint.CheckpointTaker;
import io.aguacero.aggregation.checkpoint.Checkpoints;
import io.aguacero.aggregation.checkpoint.ShardCheckpoints;
import io.aguacero.aggregation.checkpoint.ShardRestore;
import io.aguacero.aggregation.store.Migration;
import io.aguacero.aggregation.store.ShardStore;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.tracing.EventTracer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The readers of one path that run in this process, at most one a shard. Safe for any thread. */
public final class LogReaders {
    private static final InstantSource CLOCK = InstantSource.system();

    private final DeliveryPath path;
    private final Redis redis;
    private final Migration migration;
    private final KindCatalog kinds;
    private final DeadLetters deadLetters;
    private final Checkpoints checkpoints;
    private final AtomicBoolean taking = new AtomicBoolean();
    private final ReaderSettings settings;
    private final PathMetrics metrics;
    private final ApplyFollower follower;
    private final ExecutorService folding = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Integer, Running> running = new TreeMap<>();
    private boolean closed;

    /**
     * No readers yet.
     *
     * @param migration who loads the store's functions when they are missing
     */
    public LogReaders(
            DeliveryPath path,
            Redis redis,
            Migration migration,
            KindCatalog kinds,
            DeadLetters deadLetters,
            Checkpoints checkpoints,
            ReaderSettings settings,
            MeterRegistry registry,
            EventTracer tracer) {
        this.path = path;
        this.redis = redis;
        this.migration = migration;
        this.kinds = kinds;
        this.deadLetters = deadLetters;
        this.checkpoints = checkpoints;
        this.settings = settings;
        this.metrics = new PathMetrics(registry, path);
        this.follower = TracedApplies.of(tracer, path);
    }

    /** Begins to read a shard, which must have no reader. Without effect once {@link #stopAll} was called. */
    public synchronized void read(int shard, ShardLog log) {
        if (closed) {
            return;
        }
        if (running.containsKey(shard)) {
            throw new IllegalStateException("shard " + shard + " has a reader already");
        }
        ShardStore store = new ShardStore(redis, migration, path, shard);
        LogReader reader =
                new LogReader(shard, () -> applier(store), log, checkpoints(store), settings.reading(), CLOCK);
        running.put(shard, new Running(reader, metrics.watch(reader)));
        reader.start();
    }

    /**
     * Stops the readers of some shards and waits until what is in flight has ended.
     *
     * @return false when it hasn't ended in time; it then ends by itself, later
     */
    public boolean stop(Collection<Integer> shards, Duration patience) throws InterruptedException {
        try {
            stopping(shards).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("stopping never fails", e);
        }
    }

    /** Stops all of them as {@link #stop} does, and takes no more. */
    public boolean stopAll(Duration patience) throws InterruptedException {
        List<Integer> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(running.keySet());
        }
        boolean ended = stop(all, patience);
        folding.shutdown();
        return ended;
    }

    /** What each shard's reader is doing, by shard. */
    public synchronized Map<Integer, ReaderState> states() {
        Map<Integer, ReaderState> states = new TreeMap<>();
        running.forEach((shard, one) -> states.put(shard, one.reader().state()));
        return states;
    }

    /** Positions of the shards that are being read, by shard: the offset that is applied next. */
    public synchronized Map<Integer, Long> positions() {
        Map<Integer, Long> positions = new TreeMap<>();
        running.forEach((shard, one) -> {
            if (one.reader().state().phase() == ReaderState.Phase.READING) {
                positions.put(shard, one.reader().next());
            }
        });
        return positions;
    }

    private synchronized CompletableFuture<Void> stopping(Collection<Integer> shards) {
        List<CompletableFuture<Void>> stops = new ArrayList<>();
        for (Integer shard : shards) {
            Running stopping = running.remove(shard);
            if (stopping != null) {
                metrics.forget(stopping.meters());
                stops.add(stopping.reader().stop().toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new));
    }

    private ShardApplier applier(ShardStore store) {
        ShardRestore restore =
                new ShardRestore(store, checkpoints, kinds, settings.owner(), settings.apply(), metrics, folding);
        return new ShardApplier(
                store,
                restore,
                kinds,
                settings.owner(),
                settings.apply(),
                deadLetters,
                metrics,
                follower,
                CLOCK,
                folding);
    }

    private ShardCheckpoints checkpoints(ShardStore store) {
        CheckpointTaker taker = new CheckpointTaker(
                store,
                settings.owner(),
                settings.checkpoints().bytesMax(),
                settings.apply().lease(),
                CLOCK);
        return new ShardCheckpoints(
                store.shard(), taker, checkpoints, settings.checkpoints().every(), taking, metrics, CLOCK);
    }

    private record Running(LogReader reader, List<Meter.Id> meters) {}
}
