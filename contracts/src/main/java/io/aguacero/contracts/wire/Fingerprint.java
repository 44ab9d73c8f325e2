package io.aguacero.contracts.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer keeps of the last record that it applied, to notice that a log was cut or made anew: a digest over
 * what the broker stores of it, which doesn't depend on the reader.
 */
public final class Fingerprint {
    private static final int BYTES = 16;

    private Fingerprint() {}

    /**
     * The first 16 bytes of SHA-256(id NUL acceptedAt NUL body) in lower-case hex, an absent one as empty text.
     *
     * @param body the record's value or the message's body
     * @param id header {@code ce_id}; a pack has none
     * @param acceptedAt header {@code ce_acceptedat} as it stands; a pack has none
     */
    public static String of(byte[] body, @Nullable String id, @Nullable String acceptedAt) {
        MessageDigest digest = sha256();
        update(digest, id);
        update(digest, acceptedAt);
        return HexFormat.of().formatHex(digest.digest(body), 0, BYTES);
    }

    private static void update(MessageDigest digest, @Nullable String text) {
        if (text != null) {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
        }
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
