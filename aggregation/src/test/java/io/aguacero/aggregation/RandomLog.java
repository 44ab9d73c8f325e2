package io.aguacero.aggregation;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A log as hard as the door lets it get: events sent again unchanged or stamped anew, clocks of doors that disagree, late
 * and early events, some beyond the horizon, a kind that comes long after the other, absent values, unsound payloads, replays of
 * all that, holes, records of several events, things that aren't events.
 */
final class RandomLog {
    private final Random random;
    private final List<EventEnvelope> sent = new ArrayList<>();
    private final List<LogRecord> records = new ArrayList<>();
    private final int fewLag;
    private double now;

    RandomLog(long seed, int size) {
        random = new Random(seed);
        fewLag = random.nextInt(3) * 1_700;
        long offset = 0;
        for (int i = 0; i < size; i++) {
            offset += random.nextInt(8) == 0 ? 1 + random.nextInt(5) : 0;
            records.add(record(offset++));
        }
    }

    List<LogRecord> records() {
        return records;
    }

    private LogRecord record(long offset) {
        if (random.nextInt(40) == 0) {
            return Events.poisoned(offset);
        }
        List<DecodedEvent> events = new ArrayList<>();
        int size = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            now += random.nextInt(400) == 0 ? 9_000 : 0;
            now += random.nextInt(50) == 0 ? random.nextInt(400) : random.nextDouble() * 8;
            if (!records.isEmpty() && random.nextInt(12) == 0) {
                events.add(new DecodedEvent.Readable(replay(offset, i)));
                continue;
            }
            EventEnvelope event = sent.isEmpty() || random.nextInt(3) > 0 ? fresh() : again();
            sent.add(event);
            events.add(new DecodedEvent.Readable(event));
        }
        return new LogRecord(offset, "fp-" + offset, events);
    }

    /**
     * Something of the last records as the replay of a letter, mended or not, whether it became a letter or not; now and
     * then of another shard, or of an event of another id.
     */
    private EventEnvelope replay(long offset, int index) {
        LogRecord replayed = records.get(Math.max(0, records.size() - 1 - random.nextInt(90)));
        int place = random.nextInt(replayed.events().size());
        String letter = (random.nextInt(20) == 0 ? "kafka/1/" : "kafka/0/") + replayed.offset() + "/" + place;
        EventEnvelope event = replayed.events().get(place) instanceof DecodedEvent.Readable(EventEnvelope original)
                        && random.nextInt(20) > 0
                ? original
                : Events.of(TestKinds.REPORT, now - 5, now, "replay-" + offset + "-" + index, payload());
        EventEnvelope.Builder again =
                event.toBuilder().setReplayOf(letter).setAcceptedAtMicros(Events.micros(now - lag(event.getKind())));
        return random.nextInt(5) == 0 ? again.build() : mended(again).build();
    }

    private EventEnvelope.Builder mended(EventEnvelope.Builder event) {
        return event.getKind().startsWith("test.") ? event.setPayload(ByteString.copyFromUtf8(payload())) : event;
    }

    private EventEnvelope fresh() {
        String kind = random.nextInt(3) == 0 ? TestKinds.FEW : TestKinds.REPORT;
        double accepted = now - random.nextInt(30) - lag(kind);
        double time = random.nextBoolean() ? accepted : accepted + random.nextInt(1_300) - 650;
        String payload = random.nextInt(30) == 0 ? "{\"place\":1}" : payload();
        return Events.of(random.nextInt(60) == 0 ? "no.such.kind" : kind, time, accepted, "id-" + sent.size(), payload);
    }

    /** One kind comes later than the other, as when it was relayed. */
    private int lag(String kind) {
        return kind.equals(TestKinds.FEW) ? fewLag : 0;
    }

    /** One of the last minutes again: as it was, let in once more, or with a new time where the door had stamped it. */
    private EventEnvelope again() {
        EventEnvelope event = sent.get(Math.max(0, sent.size() - 1 - random.nextInt(60)));
        long accepted = Events.micros(now - lag(event.getKind()));
        boolean stamped = event.getTimeMicros() == event.getAcceptedAtMicros();
        boolean recent = accepted - event.getTimeMicros() < 600_000_000L;
        return switch (random.nextInt(3)) {
            case 0 -> event;
            case 1 -> event.toBuilder().setAcceptedAtMicros(accepted).build();
            default -> {
                EventEnvelope.Builder anew = event.toBuilder().setAcceptedAtMicros(accepted);
                yield stamped && recent ? anew.setTimeMicros(accepted).build() : event;
            }
        };
    }

    private String payload() {
        StringBuilder payload = new StringBuilder("{\"place\":\"p" + random.nextInt(4) + "\"");
        if (random.nextInt(3) > 0) {
            payload.append(",\"mood\":\"")
                    .append(List.of("calm", "so \\\"so\\\"", "é\\n").get(random.nextInt(3)))
                    .append('"');
        }
        if (random.nextInt(4) > 0) {
            payload.append(",\"level\":")
                    .append(random.nextInt(200_001) - 100_000)
                    .append("e-2");
        }
        if (random.nextInt(4) > 0) {
            payload.append(",\"rough\":").append((random.nextInt(20_001) - 10_000) / 100.0);
        }
        return payload.append('}').toString();
    }
}
