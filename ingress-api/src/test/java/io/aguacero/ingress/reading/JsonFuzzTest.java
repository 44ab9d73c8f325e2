package io.aguacero.ingress.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.ingress.Admission;
import io.aguacero.ingress.Intake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The door's reading of bodies under bytes that nobody would write, made from ordinary ones: {@code -Dfuzz.seconds=300} for
 * longer, {@code -Dfuzz.seed=N} to repeat.
 */
class JsonFuzzTest {
    private static final int EVENT_BYTES_MAX = 2_048;
    private static final ItemLimits LIMITS = new ItemLimits(20, EVENT_BYTES_MAX);
    private static final Path KINDS =
            Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."), "contracts", "kinds");
    private static final JsonMapper REFERENCE = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String TWEET =
            "{\"municipality\":\"mixco\",\"weather\":\"rainy\",\"temperature\":21.5,\"humidity\":80}";
    private static final String DATED =
            "{\"id\":\"\u00e9-1\",\"time\":\"2026-03-01T12:00:00Z\",\"municipality\":\"mixco\",\"weather\":\"sunny\","
                    + "\"temperature\":-1.25e1,\"humidity\":0}";
    private static final String CLOUD_EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"weather.tweet\",\"data\":" + TWEET
                    + "}";
    private static final List<String> ORDINARY = List.of(
            TWEET,
            DATED,
            "[" + TWEET + "," + DATED + "]",
            TWEET + "\n" + DATED + "\n",
            CLOUD_EVENT,
            "[" + CLOUD_EVENT + "," + CLOUD_EVENT + "]");

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\\u0000",
            "\\ud800",
            "\\udc00",
            "\\u00e9",
            "\n",
            "\r\n",
            "\t",
            " ",
            "null",
            "true",
            "NaN",
            "-",
            "0",
            "00",
            "1e308",
            "1e309",
            "1e-400",
            "-0.0",
            "9".repeat(64),
            "9".repeat(65),
            "0.1",
            ".",
            "e",
            "+",
            "\"id\":\"x\",",
            "\"time\":\"2026-03-01T12:00:00Z\",",
            "\"data\":{},",
            "\"id\":1,",
            "/*",
            "//",
            "'",
            "\uD83C\uDF27",
            "\u0000",
            "\uFEFF",
            "[".repeat(40),
            "{\"a\":".repeat(40),
            "x".repeat(300));

    private final KindCatalog kinds = CompiledCheckTest.kinds(KINDS);
    private final Admission admission = CompiledCheckTest.admission(KINDS);
    private final PlainReaders compiled = ShorthandFormat.compiled(kinds.kinds());
    private final PlainReaders payloads = new PlainReaders(kinds.kinds(), List.of());
    private final PlainReaders none = ShorthandFormat.compiled(List.of());

    @Test
    void noBytesBreakTheReadingOrPassItAsAnythingButSoundJson() throws IOException {
        long seed = Long.getLong("fuzz.seed", new Random().nextLong());
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("fuzz.seconds", 3));
        Random random = new Random(seed);
        long bodies = 0;
        long admitted = 0;
        while (System.nanoTime() - until < 0) {
            byte[] body = mutated(random);
            try {
                admitted += check(body, random);
            } catch (RuntimeException | IOException | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", body " + bodies + ": "
                                + HexFormat.of().formatHex(body),
                        e);
            }
            bodies++;
        }
        System.out.println("json fuzz: seed " + seed + ", " + bodies + " bodies, " + admitted + " events admitted");
        assertTrue(admitted > 0 && bodies > admitted / 20, "nothing was tried");
    }

    private long check(byte[] body, Random random) throws IOException {
        boolean lines = random.nextInt(3) == 0;
        String key = random.nextInt(4) == 0 ? "key" : null;
        List<Object> quick = judged(new ShorthandFormat("weather.tweet", key, lines, compiled, LIMITS), body);
        List<Object> general = judged(new ShorthandFormat("weather.tweet", key, lines, none, LIMITS), body);
        assertEquals(general, quick, "the compiled check says something else than the general one");

        return sound(quick)
                + sound(judged(new StructuredCloudEvents(random.nextBoolean(), LIMITS), body))
                + sound(judged(
                        new BinaryCloudEvent(
                                name -> switch (name) {
                                    case "ce-specversion" -> List.of("1.0");
                                    case "ce-id", "ce-source" -> List.of("a");
                                    case "ce-type" -> List.of("weather.tweet");
                                    default -> List.of();
                                },
                                payloads,
                                LIMITS),
                        body));
    }

    private List<Object> judged(BodyFormat format, byte[] body) {
        return CompiledCheckTest.judged(format, body, admission, item -> {});
    }

    /** What is admitted is what another reader takes for an object, too, and within its bounds. */
    private static long sound(List<Object> judged) throws IOException {
        long admitted = 0;
        for (Object each : judged) {
            if (each instanceof Intake.Admitted(var event, var paths)) {
                byte[] payload = event.getPayload().toByteArray();
                assertTrue(payload.length <= EVENT_BYTES_MAX, "too large: " + payload.length);
                assertTrue(
                        REFERENCE.readTree(new String(payload, UTF_8)).isObject(), "no object: " + event.getPayload());
                assertArrayEquals(payload, new String(payload, UTF_8).getBytes(UTF_8), "no UTF-8");
                admitted++;
            }
        }
        return admitted;
    }

    private static byte[] mutated(Random random) {
        byte[] body = ORDINARY.get(random.nextInt(ORDINARY.size())).getBytes(UTF_8);
        for (int change = random.nextInt(5); change > 0; change--) {
            int at = random.nextInt(body.length + 1);
            int end = Math.min(body.length, at + random.nextInt(8));
            body = switch (random.nextInt(5)) {
                case 0 ->
                    spliced(
                            body,
                            at,
                            at,
                            PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8));
                case 1 ->
                    spliced(
                            body,
                            at,
                            end,
                            PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8));
                case 2 -> spliced(body, at, end, new byte[0]);
                case 3 -> spliced(body, at, Math.min(body.length, at + 1), new byte[] {(byte) random.nextInt(256)});
                default -> spliced(body, at, at, Arrays.copyOfRange(body, at, end));
            };
        }
        return body;
    }

    private static byte[] spliced(byte[] body, int from, int to, byte[] piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + piece.length);
        out.write(body, 0, from);
        out.writeBytes(piece);
        out.write(body, to, body.length - to);
        return out.toByteArray();
    }
}
