package io.aguacero.ingress.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.ingress.Payload;
import io.aguacero.ingress.Reading;
import io.aguacero.ingress.Submission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FormatsTest {
    private static final ItemLimits LIMITS = new ItemLimits(3, 200);
    private static final PlainReaders NO_KINDS = ShorthandFormat.compiled(List.of());

    @Test
    void aPayloadWithoutIdAndTimeIsCarriedByteForByte() {
        String text = " { \"a\" : 1.500 ,\n \"b\":[1e2, \"\\u00e9\"]} ";

        assertEquals(text.strip(), only(shorthand(null), text).payloadBytes().toStringUtf8());
    }

    @Test
    void idAndTimeAreTakenOutAndNothingElseIsTouched() {
        String text =
                "{\"a\" : 1.500, \"id\":\"x\", \"q\\\"\":[ 1 , 1E+2 ],\"time\":\"2026-03-01T13:00:00.1234567+01:00\"}";

        Submission submission = only(shorthand(null), text);

        assertEquals("x", submission.id());
        assertEquals(1_772_366_400_123_456L, submission.timeMicros());
        assertEquals(
                "{\"a\":1.500,\"q\\\"\":[ 1 , 1E+2 ]}",
                submission.payloadBytes().toStringUtf8());
    }

    @Test
    void anObjectOfIdAndTimeAloneIsAnEmptyPayload() {
        assertEquals(
                "{}", only(shorthand(null), "{\"id\":\"x\"}").payloadBytes().toStringUtf8());
    }

    @Test
    void eachItemOfAnArrayIsCarriedByteForByte() {
        List<Reading> items = new ArrayList<>();

        BodyReading reading = shorthand("k").read(utf8("[ {\"a\":1.0} , 7, {\"a\": 2.00}]"), items::add);

        assertInstanceOf(BodyReading.Batch.class, reading);
        assertEquals("{\"a\":1.0}", read(items.get(0)).payloadBytes().toStringUtf8());
        assertEquals("k/0", read(items.get(0)).id());
        assertInstanceOf(Reading.Unreadable.class, items.get(1));
        assertEquals("{\"a\": 2.00}", read(items.get(2)).payloadBytes().toStringUtf8());
        assertEquals("k/2", read(items.get(2)).id());
    }

    @Test
    void aBatchOfOneItemTooManyIsRefusedAsAWhole() {
        assertInstanceOf(BodyReading.Batch.class, shorthand(null).read(utf8("[{},{},{}]"), item -> {}));
        assertRefused(ErrorCode.TOO_LARGE, shorthand(null), "[{},{},{},{}]");
        ShorthandFormat lines = new ShorthandFormat("k", null, true, NO_KINDS, LIMITS);
        assertInstanceOf(BodyReading.Batch.class, lines.read(utf8("{}\n{}\n{}"), item -> {}));
        assertRefused(ErrorCode.TOO_LARGE, lines, "{}\n{}\n{}\n{}");
    }

    @Test
    void anEventOfOneByteTooManyIsRefusedAlone() {
        String largest = "{\"a\":\"" + "x".repeat(192) + "\"}";
        List<Reading> items = new ArrayList<>();

        shorthand(null).read(utf8("[" + largest + "," + largest.replace("xx", "xxx") + ",{}]"), items::add);

        assertEquals(200, largest.length());
        assertInstanceOf(Reading.Read.class, items.get(0));
        assertEquals(ErrorCode.TOO_LARGE, unreadable(items.get(1)).refusal().code());
        assertInstanceOf(Reading.Read.class, items.get(2));
    }

    @Test
    void anIdHasOneTo128BytesAndNotCharacters() {
        assertTrue(AttributeForms.validId("é".repeat(64)));
        assertEquals(
                ErrorCode.INVALID_ID,
                unreadable(first(shorthand(null), "{\"id\":\"" + "é".repeat(65) + "\"}"))
                        .refusal()
                        .code());
    }

    @Test
    void aStructuredCloudEventsDataIsCarriedByteForByte() {
        String text = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"time\":null,"
                + "\"sequence\":7,\"runid\":\"r\",\"other\":true,\"data\": { \"a\" : 1.00 } }";

        Submission submission = only(new StructuredCloudEvents(false, LIMITS), text);

        assertEquals("{ \"a\" : 1.00 }", submission.payloadBytes().toStringUtf8());
        assertEquals(
                "/data",
                assertInstanceOf(Payload.Unchecked.class, submission.payload()).pointer());
        assertEquals(7, submission.sequence());
        assertEquals("r", submission.runId());
        assertEquals("t", submission.kind());
        assertEquals(null, submission.timeMicros());
    }

    @Test
    void headersOfBinaryModeArePercentDecodedOnce() {
        Map<String, String> headers =
                Map.of("ce-specversion", "1.0", "ce-id", "caf%C3%A9%2525", "ce-source", "\"a\\\"b\"", "ce-type", "t");

        Submission submission = only(
                new BinaryCloudEvent(
                        name -> Optional.ofNullable(headers.get(name)).stream().toList(), NO_KINDS, LIMITS),
                "{\"a\": 1.0}");

        assertEquals("café%25", submission.id());
        assertEquals("a\"b", submission.source());
        assertEquals("{\"a\": 1.0}", submission.payloadBytes().toStringUtf8());
    }

    private static ShorthandFormat shorthand(@Nullable String key) {
        return new ShorthandFormat("k", key, false, NO_KINDS, LIMITS);
    }

    private static Submission only(BodyFormat format, String text) {
        return read(first(format, text));
    }

    private static Reading first(BodyFormat format, String text) {
        List<Reading> items = new ArrayList<>();
        assertInstanceOf(BodyReading.Single.class, format.read(utf8(text), items::add));
        return items.getFirst();
    }

    private static Submission read(Reading reading) {
        return assertInstanceOf(Reading.Read.class, reading).submission();
    }

    private static Reading.Unreadable unreadable(Reading reading) {
        return assertInstanceOf(Reading.Unreadable.class, reading);
    }

    private static void assertRefused(ErrorCode code, BodyFormat format, String text) {
        BodyReading reading = format.read(utf8(text), item -> {});
        assertEquals(
                code,
                assertInstanceOf(BodyReading.Unusable.class, reading).refusal().code());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
