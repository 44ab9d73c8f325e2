package io.aguacero.contracts.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.v1.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventHeadersTest {
    private static final EventEnvelope EVENT = EventEnvelope.newBuilder()
            .setTenant("acme")
            .setKind("weather.tweet")
            .setSource("urn:aguacero:http")
            .setId("a-1")
            .setKey("mixco")
            .setTimeMicros(-1)
            .setAcceptedAtMicros(1_772_366_400_250_000L)
            .setSender("a-key")
            .setRunId("run-7")
            .setSequence(3)
            .setRelay("rabbitmq")
            .setPayload(ByteString.copyFromUtf8("{}"))
            .build();

    @Provide
    Arbitrary<EventEnvelope> events() {
        return Envelopes.any();
    }

    /** One for all: what it keeps of an event must not appear in the next. */
    private final HeaderReader reader = new HeaderReader();

    @Property(tries = 500)
    void headersBringBackTheEventOnEitherBroker(@ForAll("events") EventEnvelope event) {
        Map<String, String> headers = headers(event);
        byte[] payload = event.getPayload().toByteArray();

        DecodedEvent kafka = CloudEventHeaders.read(headers::get, event.getKey(), payload);
        CloudEventHeaders.writeKey(event, headers::put);
        DecodedEvent rabbit = CloudEventHeaders.read(headers::get, null, payload);
        reader.begin();
        headers.forEach((name, value) -> reader.header(name, value.getBytes(StandardCharsets.UTF_8)));

        assertEquals(new DecodedEvent.Readable(event), reader.event(null, payload));
        assertEquals(
                Fingerprint.of(payload, headers.get("ce_id"), headers.get("ce_acceptedat")),
                reader.fingerprint().apply(payload));
        assertEquals(new DecodedEvent.Readable(event), kafka);
        assertEquals(new DecodedEvent.Readable(event), rabbit);
    }

    @Test
    void headersAreTheOnesThatTheReferenceNames() {
        assertEquals(
                Map.ofEntries(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", "a-1"),
                        Map.entry("ce_source", "urn:aguacero:http"),
                        Map.entry("ce_type", "weather.tweet"),
                        Map.entry("ce_time", "1969-12-31T23:59:59.999999Z"),
                        Map.entry("ce_acceptedat", "2026-03-01T12:00:00.250000Z"),
                        Map.entry("ce_tenant", "acme"),
                        Map.entry("ce_sender", "a-key"),
                        Map.entry("ce_runid", "run-7"),
                        Map.entry("ce_sequence", "3"),
                        Map.entry("ce_relay", "rabbitmq")),
                headers(EVENT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "follow me",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void aTraceContextThatIsNoneCostsNoEvent(String traceparent) {
        Map<String, String> headers = headers(EVENT);
        headers.put("ce_traceparent", traceparent);

        assertEquals(
                new DecodedEvent.Readable(EVENT),
                CloudEventHeaders.read(
                        headers::get, EVENT.getKey(), EVENT.getPayload().toByteArray()));
    }

    @Test
    void aReplayNamesItsLetter() {
        EventEnvelope replay = EVENT.toBuilder().setReplayOf("kafka/3/1234/0").build();

        assertEquals("kafka/3/1234/0", headers(replay).get("ce_replayof"));
    }

    @Test
    void whatIsNotSetIsNotSent() {
        EventEnvelope plain = EVENT.toBuilder()
                .setTenant("default")
                .clearSender()
                .clearRunId()
                .clearSequence()
                .clearRelay()
                .build();

        assertEquals(
                List.of("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_acceptedat"),
                List.copyOf(headers(plain).keySet()));
    }

    @ParameterizedTest
    @CsvSource({
        "ce_specversion, 0.3, invalid-attribute",
        "ce_specversion, , invalid-attribute",
        "ce_id, , invalid-id",
        "ce_id, '', invalid-id",
        "ce_source, '', invalid-attribute",
        "ce_type, '', invalid-attribute",
        "ce_time, 2026-02-30T12:00:00Z, invalid-attribute",
        "ce_acceptedat, , invalid-attribute",
        "ce_tenant, '', invalid-attribute",
        "ce_relay, '', invalid-attribute",
        "ce_replayof, '', invalid-attribute",
        "ce_replayof, kafka/3/1234, invalid-attribute",
        "ce_sequence, 0, invalid-attribute",
        "ce_sequence, -1, invalid-attribute",
        "ce_sequence, 99999999999999999999, invalid-attribute",
    })
    void anAttributeThatNoWriterWritesPoisonsTheEvent(String header, String value, String code) {
        Map<String, String> headers = headers(EVENT);
        headers.put(header, value);
        byte[] payload = {'{', '}'};

        DecodedEvent.Poisoned poisoned =
                assertInstanceOf(DecodedEvent.Poisoned.class, CloudEventHeaders.read(headers::get, "mixco", payload));

        assertEquals(code, poisoned.code());
        assertEquals(payload, poisoned.original());
    }

    @Test
    void anEventWithoutAPartitionKeyIsPoisoned() {
        Map<String, String> headers = headers(EVENT);

        assertInstanceOf(DecodedEvent.Poisoned.class, CloudEventHeaders.read(headers::get, null, new byte[0]));
        assertInstanceOf(DecodedEvent.Poisoned.class, CloudEventHeaders.read(headers::get, "", new byte[0]));
        assertInstanceOf(
                DecodedEvent.Poisoned.class, CloudEventHeaders.read(headers::get, "é".repeat(129), new byte[0]));
    }

    /** Expected values by Python: hashlib.sha256(id + NUL + acceptedat + NUL + body).hexdigest()[:32]. */
    @Test
    void aFingerprintIsThatOfAnotherLanguage() {
        byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

        assertEquals("3d179452f26024698c67d1607adf6613", Fingerprint.of(body, "id-1", "2026-03-01T12:00:00.000000Z"));
        assertEquals("6f925c69f2534f3099e3237364383086", Fingerprint.of(body, null, null));
        assertNotEquals(Fingerprint.of(body, "a", null), Fingerprint.of(body, null, "a"));
    }

    private static Map<String, String> headers(EventEnvelope event) {
        Map<String, String> headers = new LinkedHashMap<>();
        CloudEventHeaders.write(event, headers::put);
        return headers;
    }
}
