package io.aguacero.contracts;

import io.aguacero.contracts.v1.EventEnvelope;
import java.util.Arrays;

/** What makes two deliveries the same event: tenant, kind, source and id, condensed to 16 bytes. */
public final class EventIdentity {
    /** Length of an identity in bytes. */
    public static final int LENGTH = 16;

    private EventIdentity() {}

    /** First 16 bytes of SHA-256(tenant NUL kind NUL source NUL id), all in UTF-8. */
    public static byte[] of(EventEnvelope event) {
        return Arrays.copyOf(new IdentityDigest().of(event), LENGTH);
    }
}
