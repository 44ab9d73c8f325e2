package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares, all the time: each path's log with its store ({@link ShardScan}), the paths with each other, and both with
 * what the doors accepted. Sums say cheaply that something differs; only what differs for a while is read again
 * ({@link Investigation}), and only what that names, or what a shard's own sums show, is a gap. Safe for threads.
 */
public final class Reconciliation implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Reconciliation.class);
    private static final int INVESTIGATIONS_A_TURN = 4;
    private static final int FINDINGS_LOGGED_MAX = 10;

    private final KindCatalog kinds;
    private final ReconciliationSettings settings;
    private final DoorLedger doors;
    private final Investigator investigator;
    private final InstantSource clock;
    private final Map<DeliveryPath, PathScan> scans = new EnumMap<>(DeliveryPath.class);
    private final Map<MinuteKey, Case> cases = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            run -> Thread.ofPlatform().daemon().name("reconciliation").unstarted(run));
    private volatile TreeMap<MinuteKey, MinuteReport> report = new TreeMap<>();

    /** Reads nothing before {@link #start()}. */
    public Reconciliation(
            KindCatalog kinds,
            ReconciliationSettings settings,
            Map<DeliveryPath, LogFeed.Source> logs,
            StoredCounts.Source store,
            DoorLedger doors,
            RelayProgress relay,
            InstantSource clock) {
        this.kinds = kinds;
        this.settings = settings;
        this.doors = doors;
        this.clock = clock;
        logs.forEach((path, feeds) -> scans.put(
                path,
                new PathScan(
                        path, settings.shards(), kinds, settings.limits(), settings.interval(), feeds, store, clock)));
        this.investigator = new Investigator(
                kinds,
                new MinuteLog(
                        kinds, settings.rereadRecordsMax(), settings.rereadEventsMax(), settings.rereadPatience()),
                logs,
                scans,
                doors,
                relay);
    }

    /** A minute that looks wrong. */
    private static final class Case {
        final long sinceMillis;
        Suspicion suspicion;
        long sameSinceMillis;

        @Nullable
        Suspicion investigated;

        boolean investigatedStable;
        Verdict verdict = Verdict.NOTHING;
        long againAtMillis;

        Case(Suspicion suspicion, long sinceMillis) {
            this.suspicion = suspicion;
            this.sinceMillis = sinceMillis;
            this.sameSinceMillis = sinceMillis;
        }

        void suspects(Suspicion now, long nowMillis) {
            if (!suspicion.equals(now)) {
                suspicion = now;
                sameSinceMillis = nowMillis;
            }
        }

        boolean looking() {
            return !suspicion.equals(investigated) || !investigatedStable;
        }
    }

    /** Begins to read both logs. */
    public void start() {
        scans.values().forEach(PathScan::start);
        var unused = thread.scheduleWithFixedDelay(
                this::turn, settings.interval().toMillis(), settings.interval().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void turn() {
        try {
            compare();
        } catch (RuntimeException e) {
            LOG.error("reconciliation failed; it is tried again", e);
        }
    }

    private void compare() {
        Map<MinuteKey, EventSum> accepted = doors.accepted();
        Map<DeliveryPath, TreeMap<MinuteKey, PathMinute>> views = new EnumMap<>(DeliveryPath.class);
        scans.forEach((path, scan) -> views.put(path, PathMinute.of(scan.scans())));
        Set<MinuteKey> keys = new TreeSet<>();
        views.values().forEach(view -> keys.addAll(view.keySet()));
        cases.keySet().retainAll(keys);
        TreeMap<MinuteKey, MinuteReport> reports = new TreeMap<>();
        int investigations = 0;
        for (MinuteKey key : keys) {
            Map<DeliveryPath, PathMinute> minutes = new EnumMap<>(DeliveryPath.class);
            for (DeliveryPath path : pathsOf(key)) {
                minutes.put(
                        path,
                        PathMinute.in(views.get(path), key, scans.get(path).scans()));
            }
            Case open = caseOf(key, Suspicion.of(minutes, accepted.get(key), isJournal(key)));
            if (open != null && investigations < INVESTIGATIONS_A_TURN && isDue(open)) {
                investigations++;
                investigate(key, minutes, open);
            }
            reports.put(key, reportOf(key, minutes, accepted.get(key), open));
        }
        report = reports;
    }

    private @Nullable Case caseOf(MinuteKey key, @Nullable Suspicion suspicion) {
        if (suspicion == null) {
            cases.remove(key);
            return null;
        }
        Case open = cases.computeIfAbsent(key, absent -> new Case(suspicion, clock.millis()));
        open.suspects(suspicion, clock.millis());
        return open;
    }

    /** What the shards' own sums show is looked into at once; what may be on its way, once it should have come. */
    private boolean isDue(Case open) {
        if (clock.millis() < open.againAtMillis) {
            return false;
        }
        boolean stable = isPast(open.sameSinceMillis);
        if (open.suspicion.equals(open.investigated) && (!stable || open.investigatedStable)) {
            return open.verdict.provisional();
        }
        boolean newResidual = !open.suspicion.residuals().isEmpty()
                && (open.investigated == null || !open.suspicion.residuals().equals(open.investigated.residuals()));
        return newResidual || stable || isPast(open.sinceMillis);
    }

    /** Whether what was on its way at that time has come, and was found. */
    private boolean isPast(long millis) {
        return settledMillis() >= millis;
    }

    /** What was accepted before is on each log that it ever comes to, and was found there: a scan may lag by more than its log. */
    private long settledMillis() {
        long read = scans.values().stream()
                .mapToLong(PathScan::readUpToMillis)
                .min()
                .orElse(-1);
        return read - settings.settle().toMillis();
    }

    private void investigate(MinuteKey key, Map<DeliveryPath, PathMinute> minutes, Case open) {
        boolean stable = isPast(open.sameSinceMillis);
        open.againAtMillis = clock.millis() + 2 * settings.settle().toMillis();
        Verdict verdict = investigator.investigate(key, minutes, open.suspicion, stable, settledMillis());
        if (verdict == null) {
            return;
        }
        verdict.findings().stream()
                .filter(finding -> !open.verdict.findings().contains(finding))
                .limit(FINDINGS_LOGGED_MAX)
                .forEach(Reconciliation::log);
        open.verdict = verdict;
        open.investigated = open.suspicion;
        open.investigatedStable = stable;
    }

    private static void log(Finding finding) {
        LOG.errorf(
                "path=%s kind=%s minute=%s events=%d what=%s: /v1/reconciliation says which",
                finding.path().label(),
                finding.minute().kind(),
                finding.minute().start(),
                finding.events(),
                finding.what().name().toLowerCase(Locale.ROOT));
    }

    private static MinuteReport reportOf(
            MinuteKey key, Map<DeliveryPath, PathMinute> minutes, @Nullable EventSum accepted, @Nullable Case open) {
        Map<DeliveryPath, MinuteReport.OnPath> paths = new EnumMap<>(DeliveryPath.class);
        minutes.forEach((path, minute) -> {
            long gap = Math.max(open == null ? 0 : open.verdict.gap(path), minute.residualEvents());
            paths.put(path, new MinuteReport.OnPath(minute, statusOf(minute, open), gap));
        });
        return new MinuteReport(key, accepted, paths, open == null ? List.of() : open.verdict.findings());
    }

    private static MinuteReport.Status statusOf(PathMinute minute, @Nullable Case open) {
        if (!minute.known()) {
            return MinuteReport.Status.UNKNOWN;
        }
        return minute.settled() && (open == null || !open.looking())
                ? MinuteReport.Status.SETTLED
                : MinuteReport.Status.OPEN;
    }

    private Set<DeliveryPath> pathsOf(MinuteKey key) {
        return kinds.find(key.kind()).map(EventKind::paths).orElse(scans.keySet());
    }

    private boolean isJournal(MinuteKey key) {
        return kinds.find(key.kind()).map(Investigator::isJournal).orElse(false);
    }

    /** Minutes of a kind, or of all, in order of time: those at or after that minute, so many at most. */
    public List<MinuteReport> minutes(@Nullable String kind, long fromMinute, long toMinute, int limit) {
        List<MinuteReport> found = new ArrayList<>();
        for (MinuteReport each :
                report.tailMap(new MinuteKey("", fromMinute), true).values()) {
            if (each.key().minute() >= toMinute || found.size() == limit) {
                break;
            }
            if (kind == null || each.key().kind().equals(kind)) {
                found.add(each);
            }
        }
        return found;
    }

    /** Events of a path that are lost or counted twice, over all minutes that are kept. */
    public long gap(DeliveryPath path) {
        long minutes = report.values().stream()
                .map(each -> each.paths().get(path))
                .filter(Objects::nonNull)
                .mapToLong(MinuteReport.OnPath::gap)
                .sum();
        return minutes
                + wrongTotals(path).values().stream().mapToLong(Math::abs).sum();
    }

    /** By kind, how many events a path's grand totals have too many, or too few when negative; only those that differ. */
    public Map<String, Long> wrongTotals(DeliveryPath path) {
        Map<String, Long> wrong = new TreeMap<>();
        PathScan scan = scans.get(path);
        if (scan != null) {
            scan.scans().forEach(shard -> shard.wrongTotals().forEach((kind, by) -> wrong.merge(kind, by, Long::sum)));
        }
        return wrong;
    }

    /** When each shard of a path had been compared, in milliseconds since 1970; -1 when one never was. */
    public long comparedAtMillis(DeliveryPath path) {
        PathScan scan = scans.get(path);
        return scan == null ? -1 : scan.comparedAtMillis();
    }

    @Override
    public void close() {
        thread.shutdown();
        scans.values().forEach(PathScan::close);
    }
}
