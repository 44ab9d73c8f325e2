package io.aguacero.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFileTest {
    /** Of sha256sum. */
    private static final String HASH = "7cbba5a40f80f3d10c0478e156f2ee37f956e8e741baba43d61cff3b5871441a";

    private static final String KEY = """
            {"name": "station-7", "tenant": "acme", "sha256": "%s", "scopes": ["write"], "kinds": ["weather.tweet"],
             "quota": {"eventsPerSecond": 10, "bytesPerSecond": 1000, "requestsAtOnce": 2},
             "expires": "2027-01-31T00:00:00Z"}""".formatted(HASH);

    @Test
    void aKeyIsReadAsItStandsThere() {
        assertEquals(
                List.of(new ApiKey(
                        new Caller("acme", "station-7", Set.of(Scope.WRITE), Set.of("weather.tweet")),
                        HASH,
                        new QuotaLimits(10, 1_000, 2),
                        Instant.parse("2027-01-31T00:00:00Z"),
                        null)),
                read("{\"keys\": [" + KEY + "]}"));
        assertEquals(HASH, KeySecret.sha256("agk_example"));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        List<ApiKey> keys = List.of(
                read("{\"keys\": [" + KEY + "]}").getFirst(),
                new ApiKey(
                        new Caller("default", "local", Set.of(Scope.values()), Set.of(Caller.EVERY_KIND)),
                        KeySecret.sha256(KeySecret.generate()),
                        QuotaLimits.NONE,
                        null,
                        Instant.parse("2026-11-22T12:00:00Z")));

        assertEquals(keys, read(new String(KeyFile.written(keys), StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "name": "station-7"                 | "name": "Station 7"              | keys[0]: name must be
            "tenant": "acme"                    | "tenant": ""                     | key station-7: tenant must be
            "tenant": "acme",                   |                                  | key station-7: tenant must be
            "tenant": "acme"                    | "tenant": "acme", "tenat": "b"   | key station-7: has members besides
            "scopes": ["write"]                 | "scopes": []                     | key station-7: scopes must be
            "scopes": ["write"]                 | "scopes": "write"                | key station-7: scopes must be
            "scopes": ["write"]                 | "scopes": ["wrte"]               | key station-7: scopes must be
            "kinds": ["weather.tweet"]          | "kinds": []                      | key station-7: kinds must be
            "kinds": ["weather.tweet"],         |                                  | key station-7: kinds must be
            "eventsPerSecond": 10               | "eventsPerSecond": 0             | key station-7: quota.eventsPerSecond must be
            "eventsPerSecond": 10               | "eventsPerSecond": 1.5           | key station-7: quota.eventsPerSecond must be
            "eventsPerSecond": 10               | "eventsPerSecond": 1000000001    | key station-7: quota.eventsPerSecond must be
            "eventsPerSecond": 10               | "eventPerSecond": 10             | key station-7: has members besides quota.
            "requestsAtOnce": 2                 | "requestsAtOnce": "2"            | key station-7: quota.requestsAtOnce must be
            "2027-01-31T00:00:00Z"              | "soon"                           | key station-7: expires must be
            "expires"                           | "name"                           | line 3: isn't JSON, or has a member twice
            """)
    void aSlipIsNamedAndOpensNothing(String right, String wrong, String problem) {
        String text = KEY.replace(right, wrong == null ? "" : wrong);
        assertFalse(text.equals(KEY));

        List<String> problems = refused("{\"keys\": [" + text + "]}");

        assertTrue(problems.getFirst().startsWith(problem), problems.toString());
        assertFalse(problems.toString().contains(HASH));
    }

    @Test
    void aNameOrHashThatIsThereTwiceIsRefused() {
        assertEquals(
                List.of(
                        "key station-7: another one has the same name",
                        "key station-7: another one has the same sha256"),
                refused("{\"keys\": [" + KEY + "," + KEY + "]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]",
                "{}",
                "null",
                "{\"keys\":{}}",
                "{\"keys\":[],\"more\":1}",
                "{\"keys\":[]}x",
                "{\"keys\":[3]}",
                "''",
                "{"
            })
    void whatIsNoFileOfKeysIsRefused(String text) {
        assertEquals(1, refused(text).size(), text);
    }

    @Test
    void twoSecretsAreNeverAlikeAndNeedNoQuoting() {
        String secret = KeySecret.generate();

        assertTrue(secret.matches("agk_[A-Za-z0-9_-]{43}"), secret);
        assertFalse(secret.equals(KeySecret.generate()));
    }

    private static List<ApiKey> read(String text) {
        return assertInstanceOf(KeyReading.Read.class, KeyFile.parse(text.getBytes(StandardCharsets.UTF_8)))
                .keys();
    }

    private static List<String> refused(String text) {
        return assertInstanceOf(KeyReading.Refused.class, KeyFile.parse(text.getBytes(StandardCharsets.UTF_8)))
                .problems();
    }
}
