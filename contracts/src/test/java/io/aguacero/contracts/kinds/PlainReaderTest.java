package io.aguacero.contracts.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside the tree and the schema validator, which it must never contradict. */
class PlainReaderTest {
    private static final KindCatalog KINDS = assertInstanceOf(
                    KindLoading.Loaded.class, KindCatalog.load(Path.of("kinds")))
            .catalog();

    private static final List<String> STRINGS = List.of(
            "mixco",
            "guatemala",
            "sunny",
            "rainy",
            "cpu",
            "disk",
            "percent",
            "MiB",
            "LGA",
            "web-1",
            "",
            " ",
            "é",
            "\uD83C\uDF27",
            "a\u007f",
            "x".repeat(16),
            "x".repeat(17),
            "x".repeat(63),
            "x".repeat(64),
            "X".repeat(256),
            "X".repeat(257),
            "\\u0061",
            "\\n",
            "\n",
            "\u0000",
            "mixco\n");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-0.0",
            "1",
            "21.5",
            "21.50",
            "21.505",
            "60",
            "60.00",
            "60.01",
            "-90",
            "-90.01",
            "100",
            "100.001",
            "0.005",
            "0.015",
            "123456789",
            "1234567890",
            "0.123456789",
            "0.1234567891",
            "1e1",
            "2E0",
            "01",
            "1.",
            ".5",
            "-",
            "+1",
            "900000",
            "900000.0000001",
            "360",
            "360.0",
            "NaN",
            "850.05",
            "0.0000049",
            "0.000005",
            "0.0000150");
    private static final List<String> OTHERS = List.of("null", "true", "false", "[]", "{}", "[1]", "{\"a\":1}", "tru");
    private static final List<String> NAMES = List.of(
            "municipality",
            "weather",
            "temperature",
            "humidity",
            "producer",
            "container",
            "metric",
            "value",
            "unit",
            "station",
            "wind_speed",
            "wind_direction",
            "pressure",
            "precipitation",
            "",
            "x",
            "munic\\u0069pality");

    @Property(tries = 5_000)
    void whatItTakesTheOthersTakeWithTheSameValues(@ForAll Random random) {
        EventKind kind = List.copyOf(KINDS.kinds()).get(random.nextInt(3));
        byte[] payload = bytes(payload(kind, random));
        PlainReader reader = PlainReader.of(kind).orElseThrow();

        if (!reader.read(payload, 0, payload.length)) {
            return;
        }

        PayloadReading.Parsed parsed =
                assertInstanceOf(PayloadReading.Parsed.class, PayloadReader.PAYLOADS.read(payload));
        assertEquals(List.of(), kind.check(parsed.document()));
        for (ValueSpec value : kind.aggregate().values()) {
            JsonNode number = parsed.document().at(value.pointer());
            assertEquals(number.isNumber(), reader.has(reader.placeOf(value)));
            if (number.isNumber()) {
                assertEquals(value.scaled(number.decimalValue()), reader.scaled(reader.placeOf(value), value));
            }
        }
        for (GroupSpec group : kind.aggregate().groups()) {
            for (String field : group.by()) {
                JsonNode text = parsed.document().path(field);
                assertEquals(text.isMissingNode() ? "null" : text.toString(), reader.json(reader.placeOf(field)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"municipality\":\"mixco\",\"weather\":\"rainy\",\"temperature\":21.50,\"humidity\":80}",
                "{ \"humidity\" : 0.01 , \"temperature\" : -89.99,\n\"weather\":\"foggy\", \"municipality\":\"amatitlan\" }\n"
            })
    void ordinaryTweetsNeedNoTree(String payload) {
        assertTrue(takes("weather.tweet", payload));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"producer\":\"agent-7\",\"container\":\"web\",\"metric\":\"cpu\",\"value\":12.345678,\"unit\":\"percent\"}",
                "{\"producer\":\"a\",\"container\":\"b.c_d\",\"metric\":\"network\",\"value\":0,\"unit\":\"KiB/s\"}"
            })
    void ordinaryMetricsNeedNoTree(String payload) {
        assertTrue(takes("container.metric", payload));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"station\":\"LGA\"}", "{\"station\":\"LGA\",\"temperature\":39.02,\"wind_direction\":270}"})
    void ordinaryObservationsNeedNoTree(String payload) {
        assertTrue(takes("weather.observation", payload));
    }

    private static boolean takes(String kind, String payload) {
        byte[] body = bytes(payload);
        return PlainReader.of(KINDS.find(kind).orElseThrow()).orElseThrow().read(body, 0, body.length);
    }

    /** Mostly what the kind asks for, with something out of order in it now and then. */
    private static String payload(EventKind kind, Random random) {
        int oddity = random.nextInt(1, 30);
        List<String> members = new ArrayList<>();
        for (String name : fields(kind)) {
            if (random.nextInt(4 * oddity) != 0) {
                members.add("\"" + (random.nextInt(oddity) == 0 ? pick(NAMES, random) : name) + "\":"
                        + (random.nextInt(oddity) == 0 ? anything(random) : plausible(name, random)));
            }
        }
        String text = (random.nextBoolean() ? "{" : " {\t")
                + String.join(random.nextBoolean() ? "," : " ,\r\n", members) + "}";
        if (random.nextInt(oddity) == 0) {
            int at = random.nextInt(text.length());
            text = text.substring(0, at)
                    + pick(List.of("", "\"", ",", "}", "x", "\u00e9", "{"), random)
                    + text.substring(at + random.nextInt(2));
        }
        return text;
    }

    private static List<String> fields(EventKind kind) {
        return switch (kind.name()) {
            case "weather.tweet" -> List.of("municipality", "weather", "temperature", "humidity");
            case "container.metric" -> List.of("producer", "container", "metric", "value", "unit");
            default -> List.of("station", "temperature", "wind_direction", "wind_speed", "pressure", "precipitation");
        };
    }

    private static String plausible(String name, Random random) {
        return switch (name) {
            case "municipality" -> pick(List.of("\"mixco\"", "\"guatemala\""), random);
            case "weather" -> pick(List.of("\"sunny\"", "\"rainy\""), random);
            case "metric" -> pick(List.of("\"cpu\"", "\"disk\""), random);
            case "unit" -> pick(List.of("\"percent\"", "\"MiB\""), random);
            case "producer", "container", "station" ->
                pick(List.of("\"LGA\"", "\"web-1\"", "\"A\"", anything(random)), random);
            case "pressure" -> random.nextInt(840, 1110) + "." + random.nextInt(10);
            default -> random.nextInt(4) == 0 ? pick(NUMBERS, random) : Integer.toString(random.nextInt(-20, 120));
        };
    }

    private static String anything(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> "\"" + pick(STRINGS, random) + "\"";
            case 1 -> pick(NUMBERS, random);
            default -> pick(OTHERS, random);
        };
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
