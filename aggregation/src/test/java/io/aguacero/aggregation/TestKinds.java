package io.aguacero.aggregation;

import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kinds made for the tests: short horizons, few groups, every sort of value. */
final class TestKinds {
    /** Horizon 10 min, buckets 5 min; windows 5 s (kept 11 min) and 1 min (kept 1 h). */
    static final String REPORT = "test.report";
    /** As {@link #REPORT}, but at most two places. */
    static final String FEW = "test.few";

    private TestKinds() {}

    static KindCatalog load(Path directory) {
        write(directory, REPORT, 1_000);
        write(directory, FEW, 2);
        return switch (KindCatalog.load(directory)) {
            case KindLoading.Loaded loaded -> loaded.catalog();
            case KindLoading.Refused refused -> throw new IllegalStateException(String.valueOf(refused.problems()));
        };
    }

    private static void write(Path directory, String name, int placesMax) {
        try {
            Path folder = Files.createDirectories(directory.resolve(name));
            Files.writeString(folder.resolve("kind.yaml"), """
                    kind: %s
                    key: /place
                    topic: reports/{place}
                    paths: [kafka, rabbitmq]
                    ids: { horizon: 10m, bucket: 5m }
                    aggregate:
                      windows: [ { size: 5s, keep: 11m }, { size: 1m, keep: 1h } ]
                      values:
                        level: { pointer: /level, scale: 2, min: -1000, max: 1000 }
                        rough: { pointer: /rough, scale: 1, min: -100, max: 100, round: half_even }
                      groups:
                        - { by: [place], of: [level], max: %d }
                        - { by: [place, mood], of: [level, rough], max: %d }
                    """.formatted(name, placesMax, placesMax * 10));
            Files.writeString(folder.resolve("schema.json"), """
                    {
                      "$schema": "https://json-schema.org/draft/2020-12/schema",
                      "type": "object",
                      "required": ["place"],
                      "additionalProperties": false,
                      "properties": {
                        "place": { "type": "string", "maxLength": 40 },
                        "mood": { "type": "string", "maxLength": 40 },
                        "level": { "type": "number" },
                        "rough": { "type": "number" }
                      }
                    }
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
