package io.aguacero.contracts.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aguacero.contracts.DeliveryPath;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KindCatalogTest {
    @TempDir
    Path directory;

    @Test
    void addingAKindNeedsNoJava() {
        LakeLevel.put(directory, LakeLevel.NAME, LakeLevel.KIND, LakeLevel.SCHEMA);

        EventKind kind = loaded().find("lake.level").orElseThrow();

        assertEquals("lake.level", kind.name());
        assertEquals(JsonPointer.compile("/lake"), kind.key());
        assertEquals(new TopicTemplate("lakes/{lake}/{zone}", List.of("lake", "zone")), kind.topic());
        assertEquals(Set.of(DeliveryPath.KAFKA, DeliveryPath.RABBITMQ), kind.paths());
        assertEquals(new IdMemory(Duration.ofMinutes(15), Duration.ofMinutes(5)), kind.ids());
        assertEquals(LakeLevel.SCHEMA, kind.schema().json());
        assertEquals(
                new Aggregate(
                        List.of(
                                new WindowSpec("5s", Duration.ofSeconds(5), Duration.ofHours(2)),
                                new WindowSpec("1m", Duration.ofMinutes(1), Duration.ofDays(7))),
                        List.of(value("level", "/reading/level", 2, -10, 100), value("depth", "/depth", 0, 0, 500)),
                        List.of(
                                new GroupSpec(List.of("lake"), List.of("level", "depth"), 2),
                                // Two lakes, and dry, not dry or not said.
                                new GroupSpec(List.of("lake", "dry"), List.of(), 6),
                                new GroupSpec(List.of("lake", "station"), List.of(), 50))),
                kind.aggregate());
    }

    @Test
    void aDroppedInKindChecksAndKeysItsPayloads() {
        LakeLevel.put(directory, LakeLevel.NAME, LakeLevel.KIND, LakeLevel.SCHEMA);
        EventKind kind = loaded().find("lake.level").orElseThrow();
        ObjectNode payload =
                JsonNodeFactory.instance.objectNode().put("lake", "atitlan").put("zone", "north");
        payload.putObject("reading").put("level", new BigDecimal("12.345"));

        assertEquals(List.of(new Violation("/reading/level", "must have at most 2 decimals")), kind.check(payload));
        assertEquals("atitlan", kind.keyOf(payload));
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        LakeLevel.put(directory, LakeLevel.NAME, LakeLevel.KIND, "{ \"type\": \"array\" }");
        LakeLevel.put(
                directory,
                "lake.other",
                LakeLevel.KIND.replace("scale: 2", "scale: 99").replace("ack: all", "ack: none"),
                LakeLevel.SCHEMA);

        List<KindProblem> problems = refused();

        assertEquals(
                List.of(
                        "lake.level/schema.json:1",
                        "lake.level/schema.json:1",
                        "lake.level/schema.json:1",
                        "lake.other/kind.yaml:1",
                        "lake.other/kind.yaml:5",
                        "lake.other/kind.yaml:12"),
                problems.stream()
                        .map(problem -> problem.file() + ":" + problem.line())
                        .toList());
    }

    @Test
    void oneBrokenKindLeavesNoneInForce() {
        LakeLevel.put(directory, LakeLevel.NAME, LakeLevel.KIND, LakeLevel.SCHEMA);
        LakeLevel.put(directory, "broken", "", LakeLevel.SCHEMA);

        assertEquals(
                "broken/kind.yaml:1: the file is empty", refused().getFirst().toString());
    }

    @Test
    void aDirectoryThatIsNotThereOrHoldsNoKindIsRefused() throws IOException {
        assertTrue(KindCatalog.load(directory.resolve("absent")) instanceof KindLoading.Refused);
        assertTrue(refused().getFirst().reason().startsWith("there is no kind in this directory"));
        Files.writeString(directory.resolve("README.md"), "not a kind");
        Files.createDirectory(directory.resolve("..data"));
        assertTrue(refused().getFirst().reason().startsWith("there is no kind in this directory"));
    }

    @Test
    void aFolderWithoutItsFilesIsRefused() throws IOException {
        Files.createDirectory(directory.resolve("empty"));

        assertEquals(
                List.of(
                        "empty/kind.yaml:1: the file is missing or can't be read",
                        "empty/schema.json:1: the file is missing or can't be read"),
                refused().stream().map(KindProblem::toString).toList());
    }

    @Test
    void aFileBeyondItsSizeIsRefused() {
        LakeLevel.put(directory, LakeLevel.NAME, LakeLevel.KIND, " ".repeat(256 * 1024 + 1));

        assertEquals(
                "lake.level/schema.json:1: the file is larger than 256 KiB",
                refused().getFirst().toString());
    }

    @Test
    void anArchiveMayLookBackYearsIfEachEventSaysItsTime() {
        String archive = LakeLevel.KIND
                .replace("horizon: 15m, bucket: 5m", "horizon: 3650d, bucket: 1d")
                .replace("keep: 2h", "keep: 3651d")
                .replace("keep: 7d", "keep: 3651d");
        LakeLevel.put(directory, LakeLevel.NAME, archive, LakeLevel.SCHEMA);
        assertTrue(refused().getFirst().reason().startsWith("a horizon beyond 7d is for archives"));

        LakeLevel.put(directory, LakeLevel.NAME, archive + "time: required\n", LakeLevel.SCHEMA);
        assertTrue(loaded().find("lake.level").orElseThrow().timeRequired());
    }

    private static ValueSpec value(String name, String pointer, int scale, int min, int max) {
        return new ValueSpec(
                name, JsonPointer.compile(pointer), scale, BigDecimal.valueOf(min), BigDecimal.valueOf(max), false);
    }

    private KindCatalog loaded() {
        KindLoading loading = KindCatalog.load(directory);
        return assertInstanceOf(KindLoading.Loaded.class, loading, loading::toString)
                .catalog();
    }

    private List<KindProblem> refused() {
        return assertInstanceOf(KindLoading.Refused.class, KindCatalog.load(directory))
                .problems();
    }
}
