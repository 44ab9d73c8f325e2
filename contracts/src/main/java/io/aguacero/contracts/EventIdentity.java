package io.aguacero.contracts;

import io.aguacero.contracts.v1.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** What makes two deliveries the same event: tenant, kind, source and id, condensed to 16 bytes. */
public final class EventIdentity {
    /** Length of an identity in bytes. */
    public static final int LENGTH = 16;

    private EventIdentity() {}

    /** First 16 bytes of SHA-256(tenant NUL kind NUL source NUL id), all in UTF-8. */
    public static byte[] of(EventEnvelope event) {
        MessageDigest digest = sha256();
        digest.update(event.getTenant().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(event.getKind().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(event.getSource().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return Arrays.copyOf(digest.digest(event.getId().getBytes(StandardCharsets.UTF_8)), LENGTH);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
