package io.aguacero.ingress.sums;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import java.time.Instant;
import java.util.List;

/** The records of one run of this door, as envelopes of a kind of their own; {@code docs/wire.md} has their form. */
final class DoorRecords {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SOURCE_PREFIX = "urn:aguacero:door:";

    private final String instance;
    private final String start;
    private long sequence;
    private Instant from;

    /**
     * @param instance name of this door
     * @param start tells this run from others
     * @param from when it begins
     */
    DoorRecords(String instance, String start, Instant from) {
        this.instance = instance;
        this.start = start;
        this.from = from;
    }

    private record Document(
            String instance,
            String start,
            long sequence,
            String from,
            String to,
            boolean last,
            boolean complete,
            List<Accepted> accepted,
            List<String> unresolved) {}

    private record Accepted(String kind, String minute, long n, long a, long b) {}

    /** The next record, which goes up to now. */
    EventEnvelope next(DoorSums.Taken taken, Instant to, boolean last) {
        sequence++;
        List<Accepted> accepted = taken.accepted().entrySet().stream()
                .map(each -> new Accepted(
                        each.getKey().kind(),
                        Instant.ofEpochSecond(each.getKey().minute() * 60).toString(),
                        each.getValue()[0],
                        each.getValue()[1],
                        each.getValue()[2]))
                .toList();
        Document document = new Document(
                instance,
                start,
                sequence,
                from.toString(),
                to.toString(),
                last,
                taken.complete(),
                accepted,
                taken.unresolved());
        from = to;
        long micros = to.getEpochSecond() * 1_000_000 + to.getNano() / 1_000;
        return EventEnvelope.newBuilder()
                .setTenant(Names.DEFAULT_TENANT)
                .setKind(Names.DOOR_KIND)
                .setSource(SOURCE_PREFIX + instance)
                .setId(start + "-" + sequence)
                .setTimeMicros(micros)
                .setAcceptedAtMicros(micros)
                .setKey(instance)
                .setPayload(bytes(document))
                .build();
    }

    private static ByteString bytes(Document document) {
        try {
            return ByteString.copyFrom(JSON.writeValueAsBytes(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and names can't be written", e);
        }
    }
}
