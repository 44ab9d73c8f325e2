package io.aguacero.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The secret part of a key. It is random and long, so that one SHA-256 of it is all that a file has to keep: there is
 * nothing to guess, and a slow hash would only help who floods the door.
 */
public final class KeySecret {
    /** What every key begins with, so that scanners for secrets know one when it lies where it shouldn't. */
    public static final String PREFIX = "agk_";

    private static final int BYTES = 32;

    private KeySecret() {}

    /** A new one, of 256 random bits: letters, digits, {@code -} and {@code _}. */
    public static String generate() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** SHA-256 of its UTF-8 bytes, in 64 small hexadecimal digits. */
    public static String sha256(String secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
