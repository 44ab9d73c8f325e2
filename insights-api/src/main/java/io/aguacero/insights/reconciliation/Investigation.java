package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.insights.reconciliation.Finding.What;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Names what is wrong with one minute, from its events as both logs hold them. Each step explains a part of the
 * difference, so that nothing is told twice:
 *
 * <ol>
 *   <li>what a shard's log holds and its store doesn't, or the other way round, by the sum alone;
 *   <li>what one log holds and the other doesn't, but for what a door left unresolved or can't tell;
 *   <li>what the store counted more often than the log holds it;
 *   <li>what one store took for a duplicate and the other one counted.
 * </ol>
 */
final class Investigation {
    private final MinuteKey key;
    private final Map<DeliveryPath, PathMinute> minutes;
    private final Map<DeliveryPath, Map<ByteBuffer, Sighting>> logs;
    private final List<Finding> findings = new ArrayList<>();
    private boolean provisional;

    Investigation(
            MinuteKey key, Map<DeliveryPath, PathMinute> minutes, Map<DeliveryPath, Map<ByteBuffer, Sighting>> logs) {
        this.key = key;
        this.minutes = minutes;
        this.logs = logs;
    }

    /** Whether an event may be missed on a path. */
    interface Excuse {
        boolean holds(ByteBuffer identity, Sighting one);
    }

    void residuals() {
        minutes.forEach((path, minute) -> minute.residual().forEach((shard, residual) -> {
            List<Sighting> ofShard = logs.get(path).values().stream()
                    .filter(each -> each.places().stream().anyMatch(place -> place.shard() == shard))
                    .toList();
            if (residual.n() >= 0) {
                name(path, What.LOST, residual, ofShard);
            } else {
                name(path, What.DOUBLED, EventSum.ZERO.minus(residual), ofShard);
            }
        }));
    }

    /**
     * Events of one log that the other doesn't hold.
     *
     * @param acceptedBeforeMillis later ones may still be on their way
     * @param excused whether it is known, or can never be known, that this one needn't be there
     * @param pending whether it may still come, or be told of
     */
    void onOneLogOnly(long acceptedBeforeMillis, Excuse excused, Excuse pending) {
        for (DeliveryPath path : minutes.keySet()) {
            Map<ByteBuffer, Sighting> mine = logs.get(path);
            logs.forEach((other, theirs) -> theirs.forEach((identity, one) -> {
                if (other == path
                        || mine.containsKey(identity)
                        || one.replays()
                        || one.acceptedAtMillis() >= acceptedBeforeMillis
                        || excused.holds(identity, one)) {
                    return;
                }
                if (pending.holds(identity, one)) {
                    provisional = true;
                } else {
                    findings.add(Finding.of(path, What.LOST, key, one));
                }
            }));
        }
    }

    /** Only where the minute stands still: the counts and the logs are of the same events. */
    void counts(Elsewhere elsewhere) {
        Map<DeliveryPath, EventSum> deviations = new EnumMap<>(DeliveryPath.class);
        minutes.forEach((path, minute) -> {
            Collection<Sighting> all = logs.get(path).values();
            EventSum once = all.stream().map(Sighting::sum).reduce(EventSum.ZERO, EventSum::plus);
            EventSum over = minute.counts().counted().minus(once);
            if (minute.residual().isEmpty() && over.n() > 0) {
                List<Sighting> repeated =
                        all.stream().filter(each -> each.places().size() > 1).toList();
                name(path, What.DOUBLED, over, repeated);
            } else if (minute.residual().isEmpty()) {
                deviations.put(path, minute.unique().minus(once));
            }
        });
        if (deviations.size() == 2) {
            EventSum kafka = deviations.getOrDefault(DeliveryPath.KAFKA, EventSum.ZERO);
            EventSum rabbit = deviations.getOrDefault(DeliveryPath.RABBITMQ, EventSum.ZERO);
            EventSum rest = kafka.minus(rabbit);
            if (rest.n() < 0) {
                tookForDuplicates(DeliveryPath.KAFKA, EventSum.ZERO.minus(rest), elsewhere);
            } else if (rest.n() > 0) {
                tookForDuplicates(DeliveryPath.RABBITMQ, rest, elsewhere);
            }
        }
    }

    /** Whether an event stands in a path's log under another minute too: its time was stamped anew when it was resent. */
    interface Elsewhere {
        boolean found(DeliveryPath path, Sighting one);
    }

    private void tookForDuplicates(DeliveryPath path, EventSum rest, Elsewhere elsewhere) {
        List<Sighting> matched = SumMatch.find(rest, logs.get(path).values());
        List<Sighting> lost =
                matched.stream().filter(one -> !elsewhere.found(path, one)).toList();
        if (matched.isEmpty()) {
            // Letters that were written more than once, or resent events by the dozen: no single event explains it.
            provisional = true;
        }
        lost.forEach(one -> findings.add(Finding.of(path, What.LOST, key, one)));
    }

    /** Accepted and not stored: the doors' sums have no names, so an event is only named where the other path holds it. */
    void acceptedBeyond(DeliveryPath path, long events) {
        long named = findings.stream()
                .filter(finding -> finding.path() == path && finding.what() == What.LOST)
                .mapToLong(Finding::events)
                .sum();
        if (events > named) {
            findings.add(new Finding(path, What.LOST, key, events - named, null));
        }
    }

    private void name(DeliveryPath path, What what, EventSum sum, Collection<Sighting> candidates) {
        List<Sighting> matched = SumMatch.find(sum, candidates);
        if (matched.isEmpty()) {
            findings.add(new Finding(path, What.UNEXPLAINED, key, sum.magnitude(), null));
        }
        matched.forEach(one -> findings.add(Finding.of(path, what, key, one)));
    }

    Verdict verdict() {
        return new Verdict(List.copyOf(findings), provisional);
    }
}
