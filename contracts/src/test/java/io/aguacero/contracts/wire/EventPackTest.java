package io.aguacero.contracts.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.v1.EventEnvelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EventPackTest {
    private static final EventEnvelope EVENT = EventEnvelope.newBuilder()
            .setTenant("default")
            .setKind("weather.tweet")
            .setSource("urn:aguacero:http")
            .setId("a-1")
            .setKey("mixco")
            .setTimeMicros(1_772_366_400_000_000L)
            .setAcceptedAtMicros(1_772_366_400_250_000L)
            .setPayload(ByteString.copyFromUtf8("{\"temperature\": 21.50}"))
            .build();

    @Provide
    Arbitrary<List<EventEnvelope>> events() {
        return Envelopes.any().list().ofMinSize(1).ofMaxSize(5);
    }

    @Property(tries = 300)
    void whatIsPackedComesOutAsItWas(@ForAll("events") List<EventEnvelope> events) {
        List<DecodedEvent> decoded = EventPack.decode(EventPack.encode(events));

        assertEquals(
                events.stream().<DecodedEvent>map(DecodedEvent.Readable::new).toList(), decoded);
    }

    @Property(tries = 300)
    void aPackThatIsCutOffIsOnePoisonedMessage(
            @ForAll("events") List<EventEnvelope> events, @ForAll @IntRange(min = 1, max = 1_000) int cut) {
        byte[] pack = EventPack.encode(events);
        byte[] rest = Arrays.copyOf(pack, Math.max(0, pack.length - cut));

        List<DecodedEvent> decoded = EventPack.decode(rest);

        assertEquals(1, decoded.size());
        assertArrayEquals(
                rest,
                assertInstanceOf(DecodedEvent.Poisoned.class, decoded.getFirst())
                        .original());
    }

    @Property(tries = 1_000)
    void aPackWithAByteChangedIsReadOrPoisonedButNeverThrows(
            @ForAll("events") List<EventEnvelope> events, @ForAll @IntRange(max = 5_000) int at, @ForAll byte octet) {
        byte[] pack = EventPack.encode(events);
        pack[at % pack.length] = octet;

        List<DecodedEvent> decoded = EventPack.decode(pack);

        assertFalse(decoded.isEmpty());
    }

    @Property(tries = 1_000)
    void aPackIsReadTheSameWithAndWithoutATree(
            @ForAll("events") List<EventEnvelope> events,
            @ForAll @IntRange(max = 5_000) int at,
            @ForAll @IntRange(max = 3) int changes,
            @ForAll byte octet) {
        byte[] pack = EventPack.encode(events);
        for (int i = 0; i < changes; i++) {
            pack[at * (i + 1) % pack.length] = i == 1 ? (byte) " ,}]\"\\".charAt(octet & 5) : octet;
        }

        List<DecodedEvent> plain = PlainPack.decode(pack);

        if (plain != null) {
            assertEquals(EventPack.read(pack), plain);
        }
    }

    @Test
    void aPackOfOurOwnWritersNeedsNoTree() {
        List<DecodedEvent> plain = PlainPack.decode(EventPack.encode(List.of(EVENT, EVENT)));

        assertEquals(List.of(new DecodedEvent.Readable(EVENT), new DecodedEvent.Readable(EVENT)), plain);
    }

    @Property(tries = 300)
    void anythingAtAllIsReadOrPoisonedButNeverThrows(@ForAll byte[] body) {
        assertFalse(EventPack.decode(body).isEmpty());
    }

    @Test
    void theDocumentIsTheOneThatTheReferenceShows() throws IOException {
        String reference = Files.readString(Path.of("..", "docs", "wire.md"));

        String pack = new String(EventPack.encode(List.of(EVENT)), StandardCharsets.UTF_8);

        assertTrue(reference.contains("```json\n" + pack + "\n```"), pack);
    }

    @Test
    void aPoisonedEventLeavesItsNeighboursReadable() {
        String pack = new String(EventPack.encode(List.of(EVENT)), StandardCharsets.UTF_8);
        String sound = pack.substring(1, pack.length() - 1);
        List<String> items = List.of(
                sound,
                sound.replace("\"id\":\"a-1\",", ""),
                sound.replace("a-1", "x".repeat(129)),
                sound.replace("2026-03-01T12:00:00.000000Z", "yesterday"),
                sound.replace("\"1.0\"", "\"2.0\""),
                sound.replace("\"data\"", "\"date\""),
                sound.replace("21.50", "1e999999999"),
                sound.replace("\"partitionkey\":\"mixco\"", "\"partitionkey\":7"),
                "7",
                sound);
        byte[] body = ("[" + String.join(",", items) + "]").getBytes(StandardCharsets.UTF_8);

        List<DecodedEvent> decoded = EventPack.decode(body);

        assertEquals(new DecodedEvent.Readable(EVENT), decoded.getFirst());
        assertEquals(new DecodedEvent.Readable(EVENT), decoded.getLast());
        for (int i = 1; i < items.size() - 1; i++) {
            DecodedEvent.Poisoned poisoned = assertInstanceOf(DecodedEvent.Poisoned.class, decoded.get(i));
            assertEquals(items.get(i), new String(poisoned.original(), StandardCharsets.UTF_8));
        }
        assertEquals(
                List.of(
                        "invalid-id",
                        "invalid-id",
                        "invalid-attribute",
                        "invalid-attribute",
                        "malformed",
                        "malformed",
                        "invalid-attribute",
                        "malformed"),
                decoded.stream()
                        .filter(DecodedEvent.Poisoned.class::isInstance)
                        .map(event -> ((DecodedEvent.Poisoned) event).code())
                        .toList());
    }

    @Test
    void aPackOfNoEventIsPoisonedAndNeverWritten() {
        assertEquals(
                "empty-batch",
                assertInstanceOf(
                                DecodedEvent.Poisoned.class,
                                EventPack.decode("[]".getBytes(StandardCharsets.UTF_8))
                                        .getFirst())
                        .code());
        assertThrows(IllegalArgumentException.class, () -> EventPack.encode(List.of()));
    }

    @Test
    void thePayloadIsNotRepeatedInAReason() {
        byte[] body = "[{\"id\":\"secret\u0007\"},{\"secret\":1,\"secret\":2}]".getBytes(StandardCharsets.UTF_8);

        assertTrue(EventPack.decode(body).stream()
                .noneMatch(event -> event.toString().contains("secret")));
    }
}
