package io.aguacero.contracts.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of a kind, broken once in an otherwise sound kind: one problem, at its line, with its reason. */
class KindRefusalTest {
    @TempDir
    Path directory;

    /**
     * A kind broken in one place.
     *
     * @param from text of the sound file
     * @param to what stands there instead
     * @param line where the problem is told, as an editor counts
     * @param reason part of the sentence
     */
    record Broken(String from, String to, int line, String reason) {}

    static Stream<Broken> brokenPlaces() {
        return Stream.of(
                // Names and shape of the file.
                new Broken("kind: lake.level", "kind: lake.depth", 1, "'lake.depth', but its folder 'lake.level'"),
                new Broken("kind: lake.level", "kind: Lake_Level", 1, "lower-case words"),
                new Broken("kind: lake.level", "kind: 7", 1, "'kind' must be text"),
                new Broken("kind: lake.level\n", "", 1, "the kind has no 'kind'"),
                new Broken("ack: all", "acks: all", 5, "the kind has an unknown property 'acks'"),
                new Broken("ack: all", "key: /zone", 5, "the kind has 'key' twice"),
                new Broken("ack: all", "1: all", 5, "a property whose name is not text"),
                new Broken("ack: all", "ack: [", 7, "not YAML"),
                new Broken("ack: all", "ack: none", 5, "ack must be all or journal"),
                new Broken("ack: all", "ack: 1", 5, "'ack' must be text"),
                new Broken(
                        "[kafka, rabbitmq]\nack: all",
                        "[kafka]\nack: journal",
                        5,
                        "ack: journal relays events to rabbitmq, which is not one of the paths"),
                new Broken("ack: all", "time: always", 5, "time must be required or optional"),
                new Broken("ack: all", "--- {}", 5, "one document"),
                new Broken("[lake], of", "&a [*a], of", 15, "aliases (*name) are not supported"),
                // Key.
                new Broken("/lake", "/pond", 2, "the key /pond is not a field"),
                new Broken("key: /lake", "key: /station", 2, "the key /station is not required"),
                new Broken("key: /lake", "key: /reading", 2, "the key /reading must be of type string"),
                new Broken("key: /lake", "key: lake", 2, "must be a JSON Pointer"),
                new Broken("key: /lake", "key: /a~2b", 2, "must be a JSON Pointer"),
                new Broken("key: /lake", "key: /a/b/c/d/e/f/g/h/i", 2, "deeper than 8 levels"),
                // Topic.
                new Broken("{zone}", "{zones}", 3, "the topic names the field 'zones', which the schema doesn't"),
                new Broken("{zone}", "{station}", 3, "'station', which the schema doesn't require"),
                new Broken("{zone}", "{reading}", 3, "'reading', which is not of a scalar type"),
                new Broken("{zone}", "{zone", 3, "'{zone' is no level of a topic"),
                new Broken("{zone}", "#", 3, "'#' is no level of a topic"),
                new Broken("{zone}", "", 3, "'' is no level of a topic"),
                // Paths.
                new Broken("[kafka, rabbitmq]", "[rabbitmq]", 4, "kafka must be one of the paths"),
                new Broken("[kafka, rabbitmq]", "[kafka, pulsar]", 4, "a path is kafka or rabbitmq"),
                new Broken("[kafka, rabbitmq]", "[kafka, kafka]", 4, "the path kafka is named twice"),
                new Broken("[kafka, rabbitmq]", "kafka", 4, "'paths' must be a list"));
    }

    static Stream<Broken> brokenTimes() {
        return Stream.of(
                new Broken("horizon: 15m", "horizon: 15", 6, "'horizon' must be a duration"),
                new Broken("horizon: 15m", "horizon: 0m", 6, "'horizon' must be a duration"),
                new Broken("horizon: 15m", "horizon: 1.5m", 6, "'horizon' must be a duration"),
                new Broken("horizon: 15m", "horizon: 99999d", 6, "'horizon' must be at most 73000d"),
                new Broken("bucket: 5m", "bucket: 1s", 6, "twice the horizon holds 1800 buckets, more than 1000"),
                new Broken("bucket: 5m", "bucket: 2d", 6, "the bucket must be at most a day"),
                new Broken(", bucket: 5m", "", 6, "ids has no 'bucket'"),
                // Windows.
                new Broken("size: 1m", "size: 5s", 10, "the window size 5s is declared twice"),
                new Broken("size: 1m", "size: 60000ms", 10, "'size' must be a duration"),
                new Broken("keep: 2h", "keep: 15m", 9, "keep must be at least the horizon and the window's size"));
    }

    static Stream<Broken> brokenValues() {
        return Stream.of(
                new Broken("/reading/level", "/reading/tide", 12, "/reading/tide, which is not a field"),
                new Broken("/reading/level", "/zone", 12, "/zone, which is not of type number or integer"),
                new Broken("scale: 2", "scale: 10", 12, "scale must be 0 to 9"),
                new Broken("scale: 2", "scale: 0x2", 12, "'scale' must be a whole number"),
                new Broken("min: -10", "min: 101", 12, "min is greater than max"),
                new Broken("min: -10", "min: .inf", 12, "'min' must be a plain decimal number"),
                new Broken("min: -10", "min: -10.005", 12, "more decimals than the scale of 2"),
                new Broken("max: 100 }", "max: 100, round: up }", 12, "round must be half_even"),
                new Broken("level: {", "Level: {", 12, "a value's name is lower-case"),
                new Broken(
                        "max: 100 }",
                        "max: 922337.21 }",
                        12,
                        "922337.21 at scale 2 is 92233721 units, times 100000000000 events 9223372100000000000,"
                                + " more than 2^63 - 1 = 9223372036854775807"),
                new Broken(
                        "max: 100 }",
                        "max: 9007199254.75 }",
                        12,
                        "times 10000 events 9007199254750000, more than 2^53 = 9007199254740992"));
    }

    static Stream<Broken> brokenGroups() {
        return Stream.of(
                new Broken("of: [level, depth]", "of: [levels]", 15, "the value 'levels', which is not declared"),
                new Broken("[lake, dry]", "[dry, shore]", 16, "the field 'shore', which the schema doesn't"),
                new Broken("[lake, dry]", "[reading]", 16, "'reading', which is not of a scalar type"),
                new Broken("[lake, dry]", "[]", 16, "by must name at least one field"),
                new Broken("[lake, dry]", "[lake, lake]", 16, "the field 'lake' is named twice"),
                new Broken(
                        "[lake, dry]", "[station, lake], max: 9", 17, "the grouping by lake,station is declared twice"),
                new Broken("[lake, dry]", "[zone]", 16, "not bounded: say max, or enumerate 'zone'"),
                new Broken("max: 50 }\n", "max: 0 }\n", 17, "max must be 1 to 100000"),
                new Broken("max: 50 }\n", "max: 100001 }\n", 17, "max must be 1 to 100000"));
    }

    static Stream<Broken> brokenSchemas() {
        return Stream.of(
                new Broken("2020-12/schema", "2019-09/schema", 2, "the schema must say \"$schema\""),
                new Broken(
                        "\"type\": \"object\",\n  \"required\": [\"lake\"", "\"required\": [\"lake\"", 1, "\"type\""),
                new Broken("\"additionalProperties\": false,", "\"additionalProperties\": false", 6, "not JSON"),
                new Broken("\"boolean\"", "\"bool\"", 10, "not a JSON Schema: '/properties/dry/type' must be"),
                new Broken("\"maxLength\": 20", "\"maxLength\": \"20\"", 8, "'/properties/zone/maxLength'"),
                new Broken("\"maxLength\": 20", "\"maxLenght\": 20", 8, "'maxLenght' is not a keyword"),
                new Broken("#/$defs/name", "https://example.com/name.json", 9, "nothing is ever fetched"),
                new Broken("#/$defs/name", "#/$defs/names", 9, "leads nowhere in this file"),
                new Broken("\"pattern\": \"^[a-z]+$\"", "\"$ref\": \"#/$defs/name\"", 18, "recursion is not supported"),
                new Broken("^[a-z]+$", "^[a-z+$", 18, "not a regular expression"),
                new Broken("\"dry\"", "\"zone\"", 10, "'zone' stands twice in the same object"));
    }

    @ParameterizedTest
    @MethodSource({"brokenPlaces", "brokenTimes", "brokenValues", "brokenGroups"})
    void aBrokenKindFileIsRefusedAtItsLineWithItsReason(Broken broken) {
        LakeLevel.put(directory, LakeLevel.NAME, broken(LakeLevel.KIND, broken), LakeLevel.SCHEMA);

        assertTold(broken, "lake.level/kind.yaml");
    }

    @ParameterizedTest
    @MethodSource("brokenSchemas")
    void aBrokenSchemaIsRefusedAtItsLineWithItsReason(Broken broken) {
        LakeLevel.put(directory, LakeLevel.NAME, LakeLevel.KIND, broken(LakeLevel.SCHEMA, broken));

        assertTold(broken, "lake.level/schema.json");
    }

    private static String broken(String sound, Broken broken) {
        assertTrue(sound.contains(broken.from()), () -> "the sound file must contain " + broken.from());
        int at = sound.indexOf(broken.from());
        return sound.substring(0, at)
                + broken.to()
                + sound.substring(at + broken.from().length());
    }

    private void assertTold(Broken broken, String file) {
        List<KindProblem> problems = assertInstanceOf(KindLoading.Refused.class, KindCatalog.load(directory))
                .problems();
        assertTrue(
                problems.stream()
                        .anyMatch(problem -> problem.file().equals(file)
                                && problem.line() == broken.line()
                                && problem.reason().contains(broken.reason())),
                () -> broken + " isn't among " + problems);
        assertEquals(
                List.of(file),
                problems.stream().map(KindProblem::file).distinct().toList());
    }
}
