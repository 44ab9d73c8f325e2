package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.KindCatalog;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Scans all shards of one path, on a thread of its own: takes what the log has, and asks the store now and then. When
 * the broker fails it reads on where it was; when the store goes back it begins anew.
 */
final class PathScan implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PathScan.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);
    /** A turn that found fewer records is followed by a pause: what comes singly is found together, for a fraction of the cost. */
    private static final int MANY_RECORDS = 32;

    private static final long GATHERING_MILLIS = 25;
    private static final long QUIET_MILLIS = 1_000;

    private final DeliveryPath path;
    private final LogFeed.Source feeds;
    private final StoredCounts.Source store;
    private final InstantSource clock;
    private final long intervalMillis;
    private final List<Shard> shards = new ArrayList<>();
    private final ScheduledExecutorService thread;
    private @Nullable LogFeed feed;
    private volatile boolean failing;

    PathScan(
            DeliveryPath path,
            int shards,
            KindCatalog kinds,
            ScanLimits limits,
            Duration interval,
            LogFeed.Source feeds,
            StoredCounts.Source store,
            InstantSource clock) {
        this.path = path;
        this.feeds = feeds;
        this.store = store;
        this.clock = clock;
        this.intervalMillis = interval.toMillis();
        for (int shard = 0; shard < shards; shard++) {
            this.shards.add(new Shard(shard, new ShardScan(new EventPlace(kinds), new RetentionRules(kinds), limits)));
        }
        thread = Executors.newSingleThreadScheduledExecutor(
                run -> Thread.ofPlatform().daemon().name("scan-" + path.label()).unstarted(run));
    }

    /** A shard as its thread follows it; only the scan and the last two are seen by others. */
    private static final class Shard {
        final int number;
        final ShardScan scan;
        final AtomicReference<@Nullable StoredCounts> answer = new AtomicReference<>();
        boolean begun;
        boolean reading;
        boolean paused;
        long askAtMillis;
        long foundAtMillis;
        volatile boolean asking;
        volatile long endAtMillis = -1;

        Shard(int number, ShardScan scan) {
            this.number = number;
            this.scan = scan;
        }
    }

    void start() {
        thread.execute(this::turn);
    }

    private void turn() {
        boolean failed = true;
        long pauseMillis = intervalMillis;
        try {
            pauseMillis = take() >= MANY_RECORDS ? 0 : GATHERING_MILLIS;
            shards.forEach(this::askStore);
            for (Shard shard : shards) {
                answered(shard);
            }
            failed = false;
        } catch (IOException e) {
            LOG.warnf("path=%s the log can't be read for reconciliation: %s", path.label(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "path=%s reconciliation failed, its log is read again", path.label());
        }
        if (failed) {
            closeFeed();
            pauseMillis = intervalMillis;
        }
        failing = failed;
        if (!thread.isShutdown()) {
            var unused = thread.schedule(this::turn, pauseMillis, TimeUnit.MILLISECONDS);
        }
    }

    /** Takes what the log has, and says how many records; 0 also when no shard is read yet, as the store knows of none. */
    private int take() throws IOException {
        LogFeed open = feed;
        if (open == null) {
            open = feeds.open();
            feed = open;
        }
        boolean any = false;
        for (Shard shard : shards) {
            if (shard.begun && !shard.reading) {
                open.read(shard.number, shard.scan.readOnFrom());
                shard.reading = true;
                shard.paused = false;
            }
            any |= shard.reading;
        }
        if (!any) {
            return 0;
        }
        List<ScannedRecord> found = open.poll(PATIENCE);
        for (ScannedRecord one : found) {
            Shard shard = shards.get(one.shard());
            shard.scan.found(one);
            shard.foundAtMillis = clock.millis();
        }
        for (Shard shard : shards) {
            if (shard.reading) {
                follow(open, shard);
            }
        }
        return found.size();
    }

    /** Has a shard wait while the store is too far behind, and notes when it was read up to its end. */
    private void follow(LogFeed open, Shard shard) throws IOException {
        boolean full = shard.scan.full() && !shard.scan.waits();
        if (full != shard.paused) {
            open.pause(shard.number, full);
            shard.paused = full;
        }
        long now = clock.millis();
        if (!full
                && now - Math.max(shard.foundAtMillis, shard.endAtMillis) >= QUIET_MILLIS
                && open.atEnd(shard.number)) {
            shard.endAtMillis = now;
        }
    }

    private void askStore(Shard shard) {
        long now = clock.millis();
        if (shard.asking || shard.scan.waits() || now < shard.askAtMillis) {
            return;
        }
        shard.askAtMillis = now + intervalMillis;
        shard.asking = true;
        var unused = CompletableFuture.completedFuture(shard.begun ? shard.scan.wanted() : List.<HourKey>of())
                .thenCompose(hours -> store.read(path, shard.number, hours))
                .whenComplete((counts, failure) -> {
                    if (failure != null) {
                        LOG.debugf("path=%s shard=%d the store can't be read: %s", path.label(), shard.number, failure);
                    }
                    shard.answer.set(counts);
                    shard.asking = false;
                });
    }

    private void answered(Shard shard) {
        StoredCounts counts = shard.answer.getAndSet(null);
        if (counts == null) {
            return;
        }
        long now = clock.millis();
        if (!shard.begun || !shard.scan.inStore(counts, now)) {
            if (shard.begun) {
                LOG.infof(
                        "path=%s shard=%d the store went back: reconciliation begins anew", path.label(), shard.number);
            }
            shard.scan.begin(counts, now);
            shard.begun = true;
            shard.reading = false;
        }
    }

    private void closeFeed() {
        if (feed != null) {
            feed.close();
            feed = null;
        }
        shards.forEach(shard -> shard.reading = false);
    }

    DeliveryPath path() {
        return path;
    }

    List<ShardScan> scans() {
        return shards.stream().map(shard -> shard.scan).toList();
    }

    /** Every event that the log had at that time, in milliseconds since 1970, has been found; -1 when unknown. */
    long readUpToMillis() {
        long now = clock.millis();
        return failing
                ? -1
                : shards.stream()
                        .mapToLong(
                                shard -> Math.max(shard.endAtMillis, Math.min(now, shard.scan.latestAcceptedMillis())))
                        .min()
                        .orElse(-1);
    }

    /** The store was last compared then, on each shard; -1 when one has never been. */
    long comparedAtMillis() {
        return shards.stream()
                .mapToLong(shard -> shard.scan.comparedAtMillis())
                .min()
                .orElse(-1);
    }

    @Override
    public void close() {
        thread.execute(this::closeFeed);
        thread.shutdown();
    }
}
