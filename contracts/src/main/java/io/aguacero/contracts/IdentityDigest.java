package io.aguacero.contracts;

import io.aguacero.contracts.v1.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Condenses the identities of events, one after the other: what the next event has in common with the one before isn't
 * encoded again. Not safe for threads.
 */
public final class IdentityDigest {
    private final MessageDigest sha256;
    private final byte[] digest = new byte[32];
    private String tenant = "";
    private String kind = "";
    private String source = "";
    private byte[] origin = {0, 0, 0};

    /** Nothing digested yet. */
    public IdentityDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** An event's identity in the first {@link EventIdentity#LENGTH} bytes, which the next call overwrites. */
    public byte[] of(EventEnvelope event) {
        if (!event.getSource().equals(source)
                || !event.getKind().equals(kind)
                || !event.getTenant().equals(tenant)) {
            tenant = event.getTenant();
            kind = event.getKind();
            source = event.getSource();
            origin = (tenant + '\0' + kind + '\0' + source + '\0').getBytes(StandardCharsets.UTF_8);
        }
        sha256.update(origin);
        sha256.update(event.getId().getBytes(StandardCharsets.UTF_8));
        try {
            sha256.digest(digest, 0, digest.length);
            return digest;
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes hold a digest of 32", e);
        }
    }
}
