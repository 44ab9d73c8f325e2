package io.aguacero.aggregation.store;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The function library {@code aguacero.lua}. Its version is a digest of its text, and stands in each call: a library of
 * another version refuses the call before it reads anything, so that two releases may run side by side.
 */
final class FunctionLibrary {
    static final FunctionLibrary INSTANCE = new FunctionLibrary();

    private static final String RESOURCE = "aguacero.lua";
    private static final int VERSION_DIGITS = 16;

    private final String version;
    private final String source;

    private FunctionLibrary() {
        String template = template();
        version = digest(template).substring(0, VERSION_DIGITS);
        source = template.replace("@VERSION@", version);
    }

    String version() {
        return version;
    }

    /** Loads the library in place of another version. */
    Request load() {
        return Request.cmd(Command.FUNCTION).arg("LOAD").arg("REPLACE").arg(source);
    }

    /** Whether a refusal means that the store has no library, or one of another version. */
    boolean missing(String error) {
        return error.startsWith("ERR Function not found") || error.startsWith("VERSION ");
    }

    private static String template() {
        try (InputStream resource = FunctionLibrary.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the class path");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
