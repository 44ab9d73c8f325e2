package io.aguacero.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileWatchTest {
    private static final Duration OFTEN = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final KeysInForce keys = new KeysInForce(Clock.systemUTC(), System::nanoTime);
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("keys.json");
        put("first");
    }

    private void put(String secret) throws IOException {
        Path fresh = directory.resolve("fresh");
        Files.write(
                fresh,
                KeyFile.written(List.of(new ApiKey(
                        new Caller("default", "a", Set.of(Scope.READ), Set.of("*")),
                        KeySecret.sha256(secret),
                        QuotaLimits.NONE,
                        null,
                        null))));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean lets(String secret) {
        return keys.judge("Bearer " + secret) instanceof Judgement.Known;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "not in time");
            LockSupport.parkNanos(OFTEN.toNanos());
        }
    }

    @Test
    void aChangeIsInForceWithoutARestart() throws IOException {
        try (KeyFileWatch watch = KeyFileWatch.start(file, OFTEN, keys)) {
            assertTrue(lets("first"));

            put("second");
            await(() -> lets("second"));

            assertFalse(lets("first"));
            assertFalse(watch.refused());
        }
    }

    @Test
    void aBadFileKeepsTheKeysBeforeUntilItIsMended() throws IOException {
        try (KeyFileWatch watch = KeyFileWatch.start(file, OFTEN, keys)) {
            Files.writeString(file, "{\"keys\": [");
            await(watch::refused);
            assertTrue(lets("first"));

            Files.delete(file);
            assertTrue(lets("first"));

            put("second");
            await(() -> lets("second"));
            assertFalse(watch.refused());
        }
    }

    @Test
    void aFileThatIsTooLargeIsRefusedAndNotReadToItsEnd() throws IOException {
        try (KeyFileWatch watch = KeyFileWatch.start(file, OFTEN, keys)) {
            Files.write(file, new byte[KeyFile.BYTES_MAX + 1]);

            await(watch::refused);
            assertTrue(lets("first"));
        }
    }

    @Test
    void aFileThatCannotBeUsedAtTheStartRefusesIt() throws IOException {
        Path none = directory.resolve("none");
        String missing = assertThrows(IllegalStateException.class, () -> KeyFileWatch.start(none, OFTEN, keys))
                .getMessage();
        assertTrue(missing.contains("can't be read") && missing.contains(none.toString()), missing);

        Files.writeString(file, "{}");
        assertEquals(
                "the keys in " + file + " are refused: must be an object with the array keys and nothing else",
                assertThrows(IllegalStateException.class, () -> KeyFileWatch.start(file, OFTEN, keys))
                        .getMessage());
        assertInstanceOf(Judgement.Refused.class, keys.judge("Bearer first"));
    }
}
