package io.aguacero.contracts.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadReaderTest {
    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("", "is empty"),
                Arguments.of("  \n", "is empty"),
                Arguments.of("{", "ends before it is complete"),
                Arguments.of("{\"a\":", "ends before it is complete"),
                Arguments.of("{\"a\":\"x", "ends before it is complete"),
                Arguments.of("{\"a\":1,}", "is not JSON"),
                Arguments.of("{\"a\":1 \"b\":2}", "is not JSON"),
                Arguments.of("{a:1}", "is not JSON"),
                Arguments.of("{'a':1}", "is not JSON"),
                Arguments.of("{\"a\":1}}", "is not JSON"),
                Arguments.of("{\"a\":1} {}", "has something after its end"),
                Arguments.of("{\"a\":1}x", "is not JSON"),
                Arguments.of("// note\n{}", "is not JSON"),
                Arguments.of("{\"a\":NaN}", "is not JSON"),
                Arguments.of("{\"a\":Infinity}", "is not JSON"),
                Arguments.of("{\"a\":-Infinity}", "is not JSON"),
                Arguments.of("{\"a\":+1}", "is not JSON"),
                Arguments.of("{\"a\":01}", "is not JSON"),
                Arguments.of("{\"a\":.5}", "is not JSON"),
                Arguments.of("{\"a\":1.}", "is not JSON"),
                Arguments.of("{\"a\":0x10}", "is not JSON"),
                Arguments.of("{\"a\":\"line\nbreak\"}", "is not JSON"),
                Arguments.of("{\"a\":\"\\x\"}", "is not JSON"),
                Arguments.of("{\"a\":1,\"a\":1}", "holds a member twice"),
                Arguments.of("{\"a\":1,\"\\u0061\":2}", "holds a member twice"),
                Arguments.of("{\"o\":{\"a\":1,\"a\":1}}", "holds a member twice"),
                Arguments.of("{\"a\":\"\\u0000\"}", "holds the character U+0000"),
                Arguments.of("{\"a\":\"\\ud800\"}", "holds half a surrogate pair"),
                Arguments.of("{\"a\":\"\\udc00\\ud800\"}", "holds half a surrogate pair"),
                Arguments.of("{\"\\udfff\":1}", "is not JSON"),
                Arguments.of("{\"a\":1e999999999}", "holds a number beyond 1e-308 to 1e308"),
                Arguments.of("{\"a\":1e-999999999}", "holds a number beyond 1e-308 to 1e308"),
                Arguments.of("{\"a\":1e99999999999}", "holds a number beyond 1e-308 to 1e308"),
                Arguments.of("{\"a\":1e309}", "holds a number beyond 1e-308 to 1e308"),
                Arguments.of("{\"a\":0e400}", "holds a number beyond 1e-308 to 1e308"),
                Arguments.of("{\"a\":" + "1".repeat(65) + "}", "holds a number of more than 64 characters"),
                Arguments.of("{\"a\":0." + "1".repeat(63) + "}", "holds a number of more than 64 characters"),
                Arguments.of("{\"a\":\"" + "x".repeat(65_537) + "\"}", "longer than 65536 characters"),
                Arguments.of("{\"" + "x".repeat(257) + "\":1}", "longer than 256 characters"),
                Arguments.of(nested(33), "is nested deeper than 32 levels"),
                Arguments.of("[".repeat(33) + "]".repeat(33), "is nested deeper than 32 levels"),
                Arguments.of("[".repeat(100_000), "is nested too deeply"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsNotSoundJsonIsUnparsableWithItsReason(String text, String reason) {
        PayloadReading.Unparsable unparsable = assertInstanceOf(
                PayloadReading.Unparsable.class, PayloadReader.PAYLOADS.read(text.getBytes(StandardCharsets.UTF_8)));

        assertTrue(unparsable.reason().contains(reason), unparsable::reason);
        assertTrue(unparsable.byteOffset() >= 0 && unparsable.byteOffset() <= text.length(), unparsable::toString);
    }

    @ParameterizedTest
    @CsvSource({
        // The bytes in hex, and the offset of the first that is wrong.
        "22C0AF22, 1", // overlong slash
        "22E080AF22, 1", // overlong slash in three bytes
        "22F08080AF22, 1", // overlong slash in four bytes
        "22EDA08022, 1", // a surrogate
        "22F490808022, 1", // beyond U+10FFFF
        "22FF22, 1",
        "228022, 1", // a continuation alone
        "22C3, 1", // cut off
        "22E282, 1",
        "EFBBBF7B7D, 0", // byte order mark
        "FEFF007B007D, 0", // UTF-16
        "7B007D00, 1", // UTF-16 without mark
        "0000007B0000007D, 0", // UTF-32
        "7B0D7D00, 3",
    })
    void whatIsNotUtf8IsUnparsableWhereItStarts(String hex, int offset) {
        byte[] body = HexFormat.of().parseHex(hex);

        assertEquals(
                new PayloadReading.Unparsable("is not UTF-8 text", offset, new Span(0, body.length)),
                PayloadReader.PAYLOADS.read(body));
    }

    @Test
    void aNameMayHoldAnyCharacterWrittenAnyWay() {
        assertEquals(
                List.of("🌧", "é/~", "☔"),
                assertInstanceOf(PayloadReading.Parsed.class, read("{\"\\ud83c\\udf27\":1,\"é/~\":2,\"\\u2614\":3}"))
                        .members()
                        .keySet()
                        .stream()
                        .toList());
    }

    @Test
    void whatIsJustWithinTheLimitsIsRead() {
        assertInstanceOf(PayloadReading.Parsed.class, read(nested(32)));
        assertInstanceOf(PayloadReading.Parsed.class, read("{\"a\":" + "1".repeat(64) + "}"));
        assertInstanceOf(PayloadReading.Parsed.class, read("{\"a\":1e308,\"b\":1e-308}"));
        assertInstanceOf(PayloadReading.Parsed.class, read("{\"a\":\"" + "x".repeat(65_536) + "\"}"));
        assertInstanceOf(PayloadReading.Parsed.class, read("{\"" + "x".repeat(256) + "\":1}"));
    }

    @Test
    void anEnvelopeMayHoldThePayloadOneLevelDeeper() {
        byte[] body = ("{\"data\":" + nested(32) + "}").getBytes(StandardCharsets.UTF_8);

        assertInstanceOf(PayloadReading.Unparsable.class, PayloadReader.PAYLOADS.read(body));
        PayloadReading.Parsed parsed =
                assertInstanceOf(PayloadReading.Parsed.class, PayloadReader.ENVELOPES.read(body));
        assertEquals(nested(32), slice(body, parsed.members().get("data")));
    }

    @Test
    void numbersKeepTheirDecimalText() {
        JsonNode document = assertInstanceOf(
                        PayloadReading.Parsed.class, read("{\"a\":13.809359999999998,\"b\":1.50,\"c\":-0.0}"))
                .document();

        assertEquals("13.809359999999998", document.get("a").decimalValue().toPlainString());
        assertEquals(new BigDecimal("1.50"), document.get("b").decimalValue());
        assertEquals(
                "🌧",
                assertInstanceOf(PayloadReading.Parsed.class, read("[\"\\ud83c\\udf27\"]"))
                        .document()
                        .get(0)
                        .textValue());
    }

    @Test
    void membersTellWhereTheirOriginalBytesStand() {
        byte[] body = " {\"é\" : \"ü\\n\" , \"data\":  { \"a\" : [ 1 , 2 ] } ,\"n\":-1.5e3,\"t\":true }\n"
                .getBytes(StandardCharsets.UTF_8);

        PayloadReading.Parsed parsed = assertInstanceOf(PayloadReading.Parsed.class, PayloadReader.PAYLOADS.read(body));

        assertEquals("\"ü\\n\"", slice(body, parsed.members().get("é")));
        assertEquals("{ \"a\" : [ 1 , 2 ] }", slice(body, parsed.members().get("data")));
        assertEquals("-1.5e3", slice(body, parsed.members().get("n")));
        assertEquals("true", slice(body, parsed.members().get("t")));
        assertEquals(new String(body, StandardCharsets.UTF_8).strip(), slice(body, parsed.span()));
    }

    @Test
    void aLineOfABodyIsReadInItsPlace() {
        byte[] body = "{\"a\":1}\n{\"b\":\"é\"}\n{\"c\":".getBytes(StandardCharsets.UTF_8);

        PayloadReading.Parsed second =
                assertInstanceOf(PayloadReading.Parsed.class, PayloadReader.PAYLOADS.read(body, new Span(8, 18)));
        PayloadReading.Unparsable third = assertInstanceOf(
                PayloadReading.Unparsable.class, PayloadReader.PAYLOADS.read(body, new Span(19, body.length)));

        assertEquals(new Span(8, 18), second.span());
        assertEquals("\"é\"", slice(body, second.members().get("b")));
        assertEquals(body.length, third.byteOffset());
    }

    @Test
    void anItemBeyondALimitLeavesTheOthersWhole() {
        List<String> items = List.of(
                "{\"a\":1}",
                nested(40),
                "{\"a\":{\"b\":1,\"b\":{\"c\":[]}}}",
                "1e999",
                "\"\\ud800\"",
                "[[1,2],{\"x\":1e999,\"y\":[{}]}]",
                "{\"k\":\"" + "x".repeat(70_000) + "\",\"z\":1}",
                "7",
                "{ \"z\" : null }");
        byte[] body = ("[ " + String.join(" , ", items) + " ]").getBytes(StandardCharsets.UTF_8);

        List<PayloadReading> readings = assertInstanceOf(
                        BatchReading.Items.class, PayloadReader.PAYLOADS.readItems(body, 9))
                .items();

        assertEquals(
                items, readings.stream().map(item -> slice(body, item.span())).toList());
        assertEquals(
                List.of(true, false, false, false, false, false, false, true, true),
                readings.stream().map(PayloadReading.Parsed.class::isInstance).toList());
        assertEquals(
                new PayloadReading.Unparsable(
                        "holds a member twice",
                        body.length - "\"b\":{\"c\":[]}}}".length() - tail(items, 3),
                        readings.get(2).span()),
                readings.get(2));
    }

    /** Bytes of the body after an item, with the separators as the test above writes them. */
    private static int tail(List<String> items, int next) {
        return (" , " + String.join(" , ", items.subList(next, items.size())) + " ]").length();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[{}", "[{},]", "[{} {}]", "[{}]]", "[{}] {}", "[{\"a\":nope}]", "{}", "7", "''"})
    void aMalformedArrayFailsAsAWhole(String text) {
        assertInstanceOf(
                BatchReading.Unparsable.class,
                PayloadReader.PAYLOADS.readItems(text.getBytes(StandardCharsets.UTF_8), 10));
    }

    @Test
    void readingStopsAtTheFirstItemTooMany() {
        byte[] body = "[1,2,3".getBytes(StandardCharsets.UTF_8);

        assertEquals(new BatchReading.TooManyItems(2), PayloadReader.PAYLOADS.readItems(body, 2));
        assertEquals(
                new BatchReading.Items(List.of()),
                PayloadReader.PAYLOADS.readItems("[ ]".getBytes(StandardCharsets.UTF_8), 2));
    }

    @Test
    void theTextIsNotRepeatedInTheReason() {
        for (String text : List.of("{\"a\":secret}", "{\"secret\":1,\"secret\":2}", "[\"secret\u0001\"]", "secret")) {
            PayloadReading.Unparsable unparsable = assertInstanceOf(PayloadReading.Unparsable.class, read(text));
            assertTrue(!unparsable.toString().contains("secret"), unparsable::toString);
        }
    }

    private static PayloadReading read(String text) {
        return PayloadReader.PAYLOADS.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }

    private static String slice(byte[] body, Span span) {
        return new String(Arrays.copyOfRange(body, span.start(), span.end()), StandardCharsets.UTF_8);
    }
}
