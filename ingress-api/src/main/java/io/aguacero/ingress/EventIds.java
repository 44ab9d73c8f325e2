package io.aguacero.ingress;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Makes ids for events that come without one: UUIDv7 (RFC 9562), so that they sort by time and the millisecond of
 * arrival can be read from them. Safe for any thread.
 */
public final class EventIds {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** Ids that carry this clock's time. */
    public EventIds(Clock clock) {
        this.clock = clock;
    }

    /** A new id, as text of 36 characters. */
    public String next() {
        long high = (clock.millis() << 16) | VERSION_7 | (random.nextInt() & 0xFFFL);
        long low = VARIANT | (random.nextLong() >>> 2);
        return new UUID(high, low).toString();
    }
}
