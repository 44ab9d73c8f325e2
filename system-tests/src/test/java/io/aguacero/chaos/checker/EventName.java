package io.aguacero.chaos.checker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** By what an event is known, in tenant {@code default}. */
public record EventName(String kind, String source, String id) {
    /** Its identity as the store has it, in hexadecimal. */
    String identity() {
        String text = "default\0" + kind + "\0" + source + "\0" + id;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return kind + " " + source + " " + id;
    }
}
