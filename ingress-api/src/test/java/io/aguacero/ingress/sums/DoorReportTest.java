package io.aguacero.ingress.sums;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.PathStates;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a door tells is what it answered, in each record once, and nothing that isn't stored is given up. */
class DoorReportTest {
    private static final Delivery STORED = new Delivery.Delivered(new PathStates(PathStatus.STORED, PathStatus.STORED));
    private static final Delivery PARTIAL = new Delivery.Unavailable(
            new PathStates(PathStatus.STORED, PathStatus.UNKNOWN), ErrorCode.PATH_UNAVAILABLE, "away");
    private static final Delivery NOWHERE = new Delivery.Unavailable(
            new PathStates(PathStatus.NOT_STORED, PathStatus.NOT_STORED), ErrorCode.PATH_UNAVAILABLE, "away");

    private final BlockingQueue<EventEnvelope> records = new LinkedBlockingQueue<>();
    private volatile Delivery answer = STORED;
    private final EventSink sink = batch -> {
        Delivery now = answer;
        records.addAll(batch);
        return CompletableFuture.completedStage(List.of(now));
    };
    private final DoorSums sums = new DoorSums(10, 1);
    private final DoorReport report =
            new DoorReport(sink, sums, Clock.systemUTC(), "door-1", Duration.ofMillis(50), Duration.ofSeconds(5));

    @Test
    void theSumsOfWhatWasAcceptedAndTheIdentitiesOfWhatMayBeStoredAreTold() throws Exception {
        sums.add(event("a"), STORED);
        sums.add(event("b"), STORED);
        sums.add(event("c"), PARTIAL);
        sums.add(event("d"), NOWHERE);
        report.start();

        JsonNode told = next();

        assertEquals(1, told.path("sequence").asLong());
        assertTrue(told.path("complete").asBoolean());
        assertEquals(1, told.path("accepted").size());
        JsonNode minute = told.path("accepted").get(0);
        assertEquals("weather.tweet", minute.path("kind").asText());
        assertEquals("2026-03-01T12:34:00Z", minute.path("minute").asText());
        assertEquals(2, minute.path("n").asLong());
        assertEquals(part("a", 0) + part("b", 0), minute.path("a").asLong());
        assertEquals(part("a", 8) + part("b", 8), minute.path("b").asLong());
        assertEquals("[\"" + identity("c") + "\"]", told.path("unresolved").toString());
    }

    @Test
    void moreThanFitsMakesTheIntervalIncomplete() throws Exception {
        sums.add(event("a"), PARTIAL);
        sums.add(event("b"), PARTIAL);
        report.start();

        assertFalse(next().path("complete").asBoolean());
        assertTrue(next().path("complete").asBoolean());
    }

    @Test
    void aRecordThatIsNotStoredComesAgainUnchangedAndTheLastOneSaysSo() throws Exception {
        answer = NOWHERE;
        sums.add(event("a"), STORED);
        report.start();
        JsonNode first = next();
        sums.add(event("b"), STORED);
        assertEquals(first, next());
        answer = STORED;
        report.close();

        JsonNode last = first;
        long accepted = 0;
        long sequence = 0;
        for (EventEnvelope each : records) {
            last = read(each);
            if (last.path("sequence").asLong() > Math.max(sequence, 1)) {
                sequence = last.path("sequence").asLong();
                accepted += last.at("/accepted/0/n").asLong();
            }
        }
        assertTrue(last.path("last").asBoolean());
        assertEquals(1, accepted);
    }

    private JsonNode next() throws Exception {
        EventEnvelope record = records.poll(10, TimeUnit.SECONDS);
        assertEquals("aguacero.door", record.getKind());
        return read(record);
    }

    private static JsonNode read(EventEnvelope record) throws Exception {
        return new JsonMapper().readTree(record.getPayload().toStringUtf8());
    }

    private static EventEnvelope event(String id) {
        return EventEnvelope.newBuilder()
                .setTenant("default")
                .setKind("weather.tweet")
                .setSource("urn:test")
                .setId(id)
                .setTimeMicros(1_772_368_459_000_000L)
                .setKey("mixco")
                .build();
    }

    private static String identity(String id) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(("default\0weather.tweet\0urn:test\0" + id).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return "%064x".formatted(new BigInteger(1, digest)).substring(0, 32);
    }

    /** Eight hexadecimal digits of an identity as a number. */
    private static long part(String id, int from) throws Exception {
        return Long.parseLong(identity(id).substring(from, from + 8), 16);
    }
}
