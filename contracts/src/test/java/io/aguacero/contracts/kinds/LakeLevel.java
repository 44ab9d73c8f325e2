package io.aguacero.contracts.kinds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A sound kind to break in one place, or to drop in as it is. */
final class LakeLevel {
    static final String NAME = "lake.level";

    static final String KIND = """
            kind: lake.level
            key: /lake
            topic: lakes/{lake}/{zone}
            paths: [kafka, rabbitmq]
            ack: all
            ids: { horizon: 15m, bucket: 5m }
            aggregate:
              windows:
                - { size: 5s, keep: 2h }
                - { size: 1m, keep: 7d }
              values:
                level: { pointer: /reading/level, scale: 2, min: -10, max: 100 }
                depth: { pointer: /depth, scale: 0, min: 0, max: 500 }
              groups:
                - { by: [lake], of: [level, depth] }
                - { by: [lake, dry] }
                - { by: [lake, station], max: 50 }
            """;

    static final String SCHEMA = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "required": ["lake", "zone", "reading"],
              "additionalProperties": false,
              "properties": {
                "lake": { "enum": ["atitlan", "amatitlan"] },
                "zone": { "type": "string", "maxLength": 20 },
                "station": { "$ref": "#/$defs/name" },
                "dry": { "type": "boolean" },
                "depth": { "type": "integer" },
                "reading": {
                  "type": "object",
                  "required": ["level"],
                  "properties": { "level": { "type": "number" } }
                }
              },
              "$defs": { "name": { "type": "string", "pattern": "^[a-z]+$" } }
            }
            """;

    private LakeLevel() {}

    /** Puts a kind's folder into a directory of kinds. */
    static void put(Path directory, String folder, String kind, String schema) {
        try {
            Path target = Files.createDirectories(directory.resolve(folder));
            Files.writeString(target.resolve("kind.yaml"), kind);
            Files.writeString(target.resolve("schema.json"), schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
