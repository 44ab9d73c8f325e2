package io.aguacero.chaos.load;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Events of several kinds and keys, some late, some without a time; the same ones for the same seed, times apart. */
final class EventMix {
    private static final List<String> MUNICIPALITIES = List.of("mixco", "guatemala", "amatitlan", "chinautla");
    private static final List<String> WEATHER = List.of("sunny", "cloudy", "rainy", "foggy");
    private static final List<String> GAUGES = List.of("morales", "sayaxche", "panzos");
    private static final List<String> GOODS = List.of("avocado", "maize");
    private static final int PRODUCERS = 40;
    /** Well inside the horizons of the kinds, so that an event stays welcome however long it is sent again. */
    private static final Duration LATE_MAX = Duration.ofMinutes(8);

    private final String prefix;
    private final boolean journal;
    private final Random random;
    private long made;

    /**
     * Ids and sources begin with the prefix.
     *
     * @param journal whether all are of the kind that Kafka alone acknowledges
     */
    EventMix(String prefix, long seed, boolean journal) {
        this.prefix = prefix;
        this.journal = journal;
        this.random = new Random(seed);
    }

    LoadEvent next() {
        made++;
        String id = prefix + "-" + made;
        String source = "urn:chaos:" + made % 3;
        Optional<Instant> time = time();
        return switch (journal ? 4 : random.nextInt(6)) {
            case 0, 1 -> {
                String key = pick(MUNICIPALITIES);
                yield new LoadEvent("weather.tweet", source, id, key, time, """
                        {"municipality":"%s","weather":"%s","temperature":%s,"humidity":%s}""".formatted(
                                key, pick(WEATHER), decimal(-9_000, 6_000), decimal(0, 10_000)));
            }
            case 2, 3 -> {
                String key = "agent-" + random.nextInt(PRODUCERS);
                yield new LoadEvent("container.metric", source, id, key, time, """
                        {"producer":"%s","container":"c%d","metric":"cpu","unit":"percent","value":%s}""".formatted(
                                key, random.nextInt(3), decimal(0, 40_000)));
            }
            case 4 -> {
                String key = pick(GAUGES);
                yield new LoadEvent("river.level", source, id, key, time, """
                        {"gauge":"%s","level":%s}""".formatted(key, decimal(0, 9_000)));
            }
            default -> {
                String key = random.nextBoolean() ? "terminal" : "cenma";
                yield new LoadEvent(
                        "market.price", source, id, key, time, """
                        {"market":"%s","good":"%s","price":%s}""".formatted(key, pick(GOODS), decimal(0, 900_000)));
            }
        };
    }

    /** A fifth without, a fifth late, the others as they happen. */
    private Optional<Instant> time() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return switch (random.nextInt(5)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(now.minusMillis(random.nextLong(LATE_MAX.toMillis())));
            default -> Optional.of(now);
        };
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String decimal(int fromHundredths, int toHundredths) {
        return BigDecimal.valueOf(random.nextLong(fromHundredths, toHundredths + 1L), 2)
                .toPlainString();
    }

    /** How many events the next request has: mostly one, sometimes a batch. */
    int nextSize() {
        return random.nextInt(3) == 0 ? 2 + random.nextInt(12) : 1;
    }

    /** Whether something that happens this often, of 100 times, happens now. */
    boolean chance(int ofHundred) {
        return random.nextInt(100) < ofHundred;
    }
}
