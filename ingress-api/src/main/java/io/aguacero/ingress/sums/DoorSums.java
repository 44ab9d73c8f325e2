package io.aguacero.ingress.sums;

import io.aguacero.contracts.EventIdentity;
import io.aguacero.contracts.IdentityDigest;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Sums over what was answered, by kind and minute of event time. Safe for threads: each event is summed before its
 * answer goes out.
 */
public final class DoorSums {
    private static final long MICROS_A_MINUTE = 60_000_000;

    private final int minutesMax;
    private final int unresolvedMax;
    private final IdentityDigest digest = new IdentityDigest();
    private Taken taken = new Taken(new HashMap<>(), new ArrayList<>(), true);

    /**
     * @param minutesMax most minutes, over all kinds, between two calls of {@link #take}
     * @param unresolvedMax most identities between two calls
     */
    public DoorSums(int minutesMax, int unresolvedMax) {
        this.minutesMax = minutesMax;
        this.unresolvedMax = unresolvedMax;
    }

    /** A minute of event time, in minutes since 1970-01-01T00:00:00Z. */
    public record Minute(String kind, long minute) {}

    /**
     * What was answered since the call before.
     *
     * @param accepted per minute the number of events answered 202, the sum of their identities' first 4 bytes, each
     *     an unsigned number, and the sum of the next 4
     * @param unresolved identities, in hexadecimal, of events that a path may have though they weren't accepted
     * @param complete false when there was more than fits
     */
    public record Taken(Map<Minute, long[]> accepted, List<String> unresolved, boolean complete) {}

    /** Adds what became of an event. A replay of a dead letter is no new event. */
    public synchronized void add(EventEnvelope event, Delivery delivery) {
        if (!event.getReplayOf().isEmpty()) {
            return;
        }
        if (delivery instanceof Delivery.Delivered) {
            accepted(event);
        } else if (mayBeStored(delivery.paths().kafka())
                || mayBeStored(delivery.paths().rabbitmq())) {
            unresolved(event);
        }
    }

    private static boolean mayBeStored(PathStatus status) {
        return switch (status) {
            case STORED, UNKNOWN, PENDING, UNRECOGNIZED -> true;
            case NOT_ROUTED, NOT_STORED, REFUSED -> false;
        };
    }

    private void accepted(EventEnvelope event) {
        Minute minute = new Minute(event.getKind(), Math.floorDiv(event.getTimeMicros(), MICROS_A_MINUTE));
        long[] sums = taken.accepted().get(minute);
        if (sums == null) {
            if (taken.accepted().size() >= minutesMax) {
                taken = new Taken(taken.accepted(), taken.unresolved(), false);
                return;
            }
            sums = new long[3];
            taken.accepted().put(minute, sums);
        }
        ByteBuffer identity = ByteBuffer.wrap(digest.of(event));
        sums[0]++;
        sums[1] += Integer.toUnsignedLong(identity.getInt());
        sums[2] += Integer.toUnsignedLong(identity.getInt());
    }

    private void unresolved(EventEnvelope event) {
        if (taken.unresolved().size() < unresolvedMax) {
            taken.unresolved().add(HexFormat.of().formatHex(EventIdentity.of(event)));
        } else {
            taken = new Taken(taken.accepted(), taken.unresolved(), false);
        }
    }

    /** Everything since the call before. */
    public synchronized Taken take() {
        Taken now = taken;
        taken = new Taken(new HashMap<>(), new ArrayList<>(), true);
        return now;
    }
}
