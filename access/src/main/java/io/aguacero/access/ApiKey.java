package io.aguacero.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key, as a file keeps it: all but its secret.
 *
 * @param caller who comes with it; its subject is the key's name
 * @param sha256 of the secret, by {@link KeySecret#sha256}
 * @param quota how much it may do
 * @param expires from when on it is of no use; null for never
 * @param revoked when it was taken back; null while it wasn't
 */
public record ApiKey(
        Caller caller,
        String sha256,
        QuotaLimits quota,
        @Nullable Instant expires,
        @Nullable Instant revoked) {

    /** Its name, which no other key of the file has. */
    public String name() {
        return caller.subject();
    }

    /** Whether its time is over. */
    public boolean expiredAt(Instant now) {
        return expires != null && !now.isBefore(expires);
    }

    /** The same, taken back at that time. */
    public ApiKey revokedAt(Instant time) {
        return new ApiKey(caller, sha256, quota, expires, time);
    }
}
