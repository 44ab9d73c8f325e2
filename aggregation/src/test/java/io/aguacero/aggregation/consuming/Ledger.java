package io.aguacero.aggregation.consuming;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Makes weather tweets, and folds each of them once, in the plainest way. */
public final class Ledger {
    /** The kind of every event made here. */
    static final String KIND = "weather.tweet";

    private static final List<String> MUNICIPALITIES = List.of("mixco", "guatemala", "amatitlan", "chinautla");
    private static final List<String> WEATHERS = List.of("sunny", "cloudy", "rainy", "foggy");

    private final Random random;
    private final Map<String, Line> lines = new TreeMap<>();
    private int made;

    Ledger(long seed) {
        this.random = new Random(seed);
    }

    /** What the store must hold of a municipality's temperatures. */
    record Line(long count, BigDecimal sum, BigDecimal min, BigDecimal max) {
        Line and(BigDecimal value) {
            return new Line(count + 1, sum.add(value), min.min(value), max.max(value));
        }
    }

    /** New events, entered once each. */
    List<EventEnvelope> events(int count) {
        List<EventEnvelope> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event());
        }
        return events;
    }

    /** What the store must hold by now, by municipality. */
    Map<String, Line> lines() {
        return lines;
    }

    long count() {
        return lines.values().stream().mapToLong(Line::count).sum();
    }

    private EventEnvelope event() {
        String municipality = MUNICIPALITIES.get(random.nextInt(MUNICIPALITIES.size()));
        BigDecimal temperature = BigDecimal.valueOf(random.nextInt(-1000, 5000), 2);
        lines.merge(
                municipality, new Line(1, temperature, temperature, temperature), (line, one) -> line.and(temperature));
        return tweet(
                municipality,
                "{\"municipality\":\"%s\",\"weather\":\"%s\",\"temperature\":%s,\"humidity\":%d}"
                        .formatted(
                                municipality,
                                WEATHERS.get(random.nextInt(WEATHERS.size())),
                                temperature.toPlainString(),
                                random.nextInt(101)));
    }

    /** An event of any payload, which isn't entered. */
    EventEnvelope tweet(String municipality, String payload) {
        long now = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        made++;
        return EventEnvelope.newBuilder()
                .setTenant(Names.DEFAULT_TENANT)
                .setKind(KIND)
                .setSource(Names.HTTP_SOURCE)
                .setId("event-" + made)
                .setTimeMicros(now)
                .setAcceptedAtMicros(now)
                .setKey(municipality)
                .setPayload(ByteString.copyFrom(payload, StandardCharsets.UTF_8))
                .build();
    }
}
