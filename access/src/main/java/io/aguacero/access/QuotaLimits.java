package io.aguacero.access;

/**
 * How much a key may do on each instance of a service; 0 is no bound of its own, but those of the service.
 *
 * @param eventsPerSecond events of its requests, valid or not; each question of the read side counts as one
 * @param bytesPerSecond of its bodies
 * @param requestsAtOnce requests that are being read or wait for their answer
 */
public record QuotaLimits(long eventsPerSecond, long bytesPerSecond, int requestsAtOnce) {
    /** No bound. */
    public static final QuotaLimits NONE = new QuotaLimits(0, 0, 0);
    /** Most events a second that a file may say. */
    public static final long EVENTS_MAX = 1_000_000_000L;
    /** Most bytes a second that a file may say. */
    public static final long BYTES_MAX = 1_000_000_000_000L;
    /** Most requests at once that a file may say. */
    public static final int REQUESTS_MAX = 1_000_000;
}
