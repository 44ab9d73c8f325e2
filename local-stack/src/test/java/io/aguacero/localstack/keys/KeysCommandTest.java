package io.aguacero.localstack.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.access.ApiKey;
import io.aguacero.access.Caller;
import io.aguacero.access.QuotaLimits;
import io.aguacero.access.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysCommandTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path state;

    private Path file() {
        return LocalKeys.fileBelow(state);
    }

    private LocalKeys keys() {
        return new LocalKeys(file(), CLOCK);
    }

    /** What the command prints for a script. */
    private String run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream told = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        new KeysCommand(keys(), CLOCK, new PrintStream(out, true, StandardCharsets.UTF_8), told).run(List.of(words));
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    private static String sha256(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        return "%064x".formatted(new BigInteger(1, digest));
    }

    @Test
    void aKeyIsShownOnceAndOnlyItsHashIsKept() throws Exception {
        String secret = run(
                "add",
                "station-7",
                "--tenant",
                "acme",
                "--scopes",
                "write,replay",
                "--kinds",
                "weather.tweet",
                "--expires",
                "90d",
                "--events-per-second",
                "10",
                "--bytes-per-second",
                "1000",
                "--requests-at-once",
                "2");

        assertTrue(secret.matches("agk_[A-Za-z0-9_-]{43}"), secret);
        assertFalse(Files.readString(file()).contains(secret.substring(4)));
        assertEquals(
                List.of(new ApiKey(
                        new Caller("acme", "station-7", Set.of(Scope.WRITE, Scope.REPLAY), Set.of("weather.tweet")),
                        sha256(secret),
                        new QuotaLimits(10, 1_000, 2),
                        Instant.parse("2027-02-20T12:00:00Z"),
                        null)),
                keys().all());
        assertTrue(run("list").contains("station-7"), run("list"));
    }

    @Test
    void aKeyThatIsTakenBackStaysInTheListAsSuch() {
        var unused = run("add", "a", "--expires", "never");

        assertEquals("", run("revoke", "a"));

        assertEquals(CLOCK.instant(), keys().all().getFirst().revoked());
        assertTrue(run("list").contains("revoked"), run("list"));
        assertThrows(IllegalStateException.class, () -> run("revoke", "a"));
        assertThrows(IllegalStateException.class, () -> run("revoke", "b"));
        assertThrows(
                IllegalStateException.class,
                () -> run("add", "a"),
                "its name isn't free: it would look like the old one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "add",
                "add a --scopes",
                "add a --scopes wrte",
                "add a --scopes ",
                "add a --colour red",
                "add a --expires tomorrow",
                "add a --expires 0d",
                "add a --events-per-second 0",
                "add a --events-per-second many",
                "add a --tenant x --tenant y",
                "add A",
                "add a --tenant A",
                "add a --kinds a,",
                "revoke",
                "remove a",
                "list all"
            })
    void whatIsNotACommandChangesNothing(String words) {
        var unused = run("add", "there");
        assertThrows(RuntimeException.class, () -> run(words.split(" ", -1)));

        assertEquals(1, keys().all().size());
    }

    @Test
    void theOwnKeyStaysTheSameUntilItIsTakenBackAndItsOwnerAloneMayReadIt() throws IOException {
        String own = keys().own();
        assertEquals(own, keys().own());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("own-key"))));
        assertEquals(Set.of(Scope.values()), keys().all().getFirst().caller().scopes());

        var unused = run("revoke", "local");
        String next = keys().own();

        assertFalse(next.equals(own));
        assertEquals(1, keys().all().size());
    }

    @Test
    void aBrokenFileIsNotOverwritten() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "{\"keys\": [");

        assertThrows(IllegalStateException.class, () -> run("add", "a"));
        assertThrows(IllegalStateException.class, () -> keys().own());
        assertEquals("{\"keys\": [", Files.readString(file()));
    }
}
