package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.AckPolicy;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads again what an {@link Investigation} needs. Blocks; for a thread of its own. */
final class Investigator {
    private static final Logger LOG = Logger.getLogger(Investigator.class);

    /** A door that hasn't told by then what it accepted never will. */
    private static final long TOLD_WITHIN_MILLIS = 300_000;

    private final KindCatalog kinds;
    private final MinuteLog minuteLog;
    private final Map<DeliveryPath, LogFeed.Source> logs;
    private final Map<DeliveryPath, PathScan> scans;
    private final DoorLedger doors;
    private final RelayProgress relay;

    Investigator(
            KindCatalog kinds,
            MinuteLog minuteLog,
            Map<DeliveryPath, LogFeed.Source> logs,
            Map<DeliveryPath, PathScan> scans,
            DoorLedger doors,
            RelayProgress relay) {
        this.kinds = kinds;
        this.minuteLog = minuteLog;
        this.logs = logs;
        this.scans = scans;
        this.doors = doors;
        this.relay = relay;
    }

    /**
     * Null when a log can't be read: nothing is known then.
     *
     * @param stable whether the sums have stood still; otherwise they aren't compared with what the logs hold
     * @param acceptedBeforeMillis events accepted later may be on one log only
     */
    @Nullable
    Verdict investigate(
            MinuteKey key,
            Map<DeliveryPath, PathMinute> minutes,
            Suspicion suspicion,
            boolean stable,
            long acceptedBeforeMillis) {
        Map<DeliveryPath, Map<ByteBuffer, Sighting>> found = new EnumMap<>(DeliveryPath.class);
        try {
            for (DeliveryPath path : minutes.keySet()) {
                found.put(path, sightings(path, Set.of(key), Set.of(key)));
            }
        } catch (IOException e) {
            LOG.warnf("kind=%s minute=%s can't be looked into: %s", key.kind(), key.start(), e.getMessage());
            return null;
        }
        Investigation investigation = new Investigation(key, minutes, found);
        investigation.residuals();
        if (kinds.find(key.kind()).isPresent() && minutes.values().stream().allMatch(PathMinute::known)) {
            boolean journal =
                    kinds.find(key.kind()).map(Investigator::isJournal).orElse(false);
            Map<Integer, Long> relayed = journal ? relay.relayedTo() : Map.of();
            investigation.onOneLogOnly(
                    acceptedBeforeMillis,
                    (identity, one) -> doors.unresolved(identity)
                            || one.acceptedAtMillis() < acceptedBeforeMillis - TOLD_WITHIN_MILLIS
                                    && !doors.covers(one.acceptedAtMillis()),
                    (identity, one) -> !doors.covers(one.acceptedAtMillis()) || journal && !isRelayed(one, relayed));
            if (stable && standsStill(key, minutes)) {
                investigation.counts((path, one) -> isElsewhere(path, key, one));
                suspicion.missing().forEach(investigation::acceptedBeyond);
            }
        }
        return investigation.verdict();
    }

    static boolean isJournal(EventKind kind) {
        return kind.ack() == AckPolicy.JOURNAL;
    }

    private static boolean isRelayed(Sighting one, Map<Integer, Long> relayedTo) {
        return one.places().stream().allMatch(place -> relayedTo.getOrDefault(place.shard(), 0L) > place.offset());
    }

    /** Whether nothing has come to the minute since its sums were taken. */
    private boolean standsStill(MinuteKey key, Map<DeliveryPath, PathMinute> before) {
        return before.entrySet().stream().allMatch(each -> {
            List<ShardScan> shards = scans.get(each.getKey()).scans();
            PathMinute now = PathMinute.in(PathMinute.of(shards), key, shards);
            return each.getValue().settled() && now.equals(each.getValue());
        });
    }

    /** Whether the event stands in the log under another minute too, within the horizon. */
    private boolean isElsewhere(DeliveryPath path, MinuteKey key, Sighting one) {
        long reach = kinds.find(key.kind()).orElseThrow().ids().horizon().toMinutes() + 1;
        Set<MinuteKey> others = new HashSet<>();
        for (ShardScan scan : scans.get(path).scans()) {
            scan.each((other, minute) -> {
                if (other.kind().equals(key.kind())
                        && !other.equals(key)
                        && Math.abs(other.minute() - key.minute()) <= reach) {
                    others.add(other);
                }
            });
        }
        try {
            return sightings(path, others, others).containsKey(one.identity());
        } catch (IOException e) {
            LOG.warnf("kind=%s minute=%s can't be looked into: %s", key.kind(), key.start(), e.getMessage());
            return true;
        }
    }

    private Map<ByteBuffer, Sighting> sightings(DeliveryPath path, Set<MinuteKey> ranges, Set<MinuteKey> minutes)
            throws IOException {
        Map<Integer, OffsetRange> open = new HashMap<>();
        List<ShardScan> shards = scans.get(path).scans();
        for (int shard = 0; shard < shards.size(); shard++) {
            OffsetRange range = shards.get(shard).range(ranges);
            if (range != null) {
                open.put(shard, range);
            }
        }
        return minuteLog.read(logs.get(path), open, minutes);
    }
}
