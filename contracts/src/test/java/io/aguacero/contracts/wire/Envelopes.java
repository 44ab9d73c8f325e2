package io.aguacero.contracts.wire;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.v1.EventEnvelope;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any event that a door may let in. */
final class Envelopes {
    private Envelopes() {}

    static Arbitrary<EventEnvelope> any() {
        Arbitrary<Long> times = Arbitraries.longs().between(Timestamps.MICROS_MIN, Timestamps.MICROS_MAX);
        Arbitrary<EventEnvelope.Builder> named = Combinators.combine(
                        names(32), names(32), names(32), names(64), payloads())
                .as((kind, source, id, key, payload) -> EventEnvelope.newBuilder()
                        .setKind(kind)
                        .setSource(source)
                        .setId(id)
                        .setKey(key)
                        .setPayload(ByteString.copyFrom(payload, StandardCharsets.UTF_8)));
        Arbitrary<String> tenants = Arbitraries.of("default", "acme", "équipe-🌧");
        Arbitrary<String> runs = Arbitraries.of("", "run-1");
        Arbitrary<Long> sequences = Arbitraries.of(0L, 1L, 42L, Long.MAX_VALUE, -1L);
        Arbitrary<String> relays = Arbitraries.of("", "rabbitmq");
        Arbitrary<String> replays = Arbitraries.of("", "kafka/0/0/0", "rabbitmq/1023/999999999999999999/9999");
        Arbitrary<String> traces = Arbitraries.of("", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        Arbitrary<EventEnvelope.Builder> followed =
                Combinators.combine(named, traces).as(EventEnvelope.Builder::setTraceparent);
        return Combinators.combine(followed, tenants, times, times, runs, sequences, relays, replays)
                .as((event, tenant, time, acceptedAt, run, sequence, relay, replay) -> event.setTenant(tenant)
                        .setTimeMicros(time)
                        .setAcceptedAtMicros(acceptedAt)
                        .setSender(run.isEmpty() ? "" : "a-key")
                        .setRunId(run)
                        .setSequence(sequence)
                        .setRelay(relay)
                        .setReplayOf(replay)
                        .build());
    }

    /** Any text of any script, without the controls that the door refuses, of at most that many bytes. */
    private static Arbitrary<String> names(int charactersMax) {
        return Arbitraries.strings()
                .all()
                .ofMinLength(1)
                .ofMaxLength(charactersMax)
                .filter(text -> text.chars().noneMatch(Character::isISOControl))
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text))
                .filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= 128);
    }

    /** JSON as people write it: any white space, escapes and number forms. */
    private static Arbitrary<String> payloads() {
        return Arbitraries.of(
                "{}",
                "{\"municipality\":\"mixco\",\"temperature\":21.50}",
                " {\n\t\"a\" : [ 1 , 2.0e1 , null ] }\r\n",
                "{\"text\":\"\\u00e9\\ud83c\\udf27 \\\\ \\\" ],[{}\"}",
                "{\"é\":\"🌧\"}  ",
                "[1]",
                "\n7\t",
                "\"text\"");
    }
}
