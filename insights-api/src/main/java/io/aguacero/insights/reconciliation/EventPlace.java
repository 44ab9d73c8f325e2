package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.EventIdentity;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.contracts.wire.Timestamps;

/** Which minute an event belongs to, by the rules of docs/wire.md that consumers count by too. */
final class EventPlace {
    private static final long MICROS_A_MINUTE = 60_000_000;
    private static final byte[] NO_IDENTITY = {};

    private final KindCatalog kinds;

    EventPlace(KindCatalog kinds) {
        this.kinds = kinds;
    }

    MinuteKey of(DecodedEvent event) {
        if (event instanceof DecodedEvent.Readable(EventEnvelope envelope)) {
            EventKind kind = kinds.find(envelope.getKind()).orElse(null);
            if (kind != null && isTimely(envelope, kind)) {
                return new MinuteKey(kind.name(), Math.floorDiv(envelope.getTimeMicros(), MICROS_A_MINUTE));
            }
        }
        return MinuteKey.unreadable();
    }

    private static boolean isTimely(EventEnvelope event, EventKind kind) {
        long acceptedAt = event.getAcceptedAtMicros();
        long time = event.getTimeMicros();
        return acceptedAt >= 0
                && acceptedAt <= Timestamps.MICROS_MAX
                && time >= -Timestamps.MICROS_MAX
                && time <= Timestamps.MICROS_MAX
                && Math.abs(time - acceptedAt) <= kind.ids().horizon().toMillis() * 1_000;
    }

    static byte[] identity(DecodedEvent event) {
        return event instanceof DecodedEvent.Readable(EventEnvelope envelope)
                ? EventIdentity.of(envelope)
                : NO_IDENTITY;
    }
}
