package io.aguacero.contracts.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/kinds.md} shows works as it says. */
class KindsGuideTest {
    @TempDir
    Path directory;

    @Test
    void theWorkedExampleLoadsAndTakesItsPayload() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "kinds.md"));
        List<String> json = blocks(guide, "json");
        LakeLevel.put(directory, "river.level", blocks(guide, "yaml").getFirst(), json.get(0));

        KindLoading loading = KindCatalog.load(directory);
        EventKind kind = assertInstanceOf(KindLoading.Loaded.class, loading, loading::toString)
                .catalog()
                .find("river.level")
                .orElseThrow();
        JsonNode payload = assertInstanceOf(
                        PayloadReading.Parsed.class,
                        PayloadReader.PAYLOADS.read(json.get(1).getBytes(StandardCharsets.UTF_8)))
                .document();

        assertEquals(List.of(), kind.check(payload));
        assertEquals("morales-2", kind.keyOf(payload));
        assertEquals(
                List.of(3_205L, 3_413L),
                kind.aggregate().values().stream()
                        .map(value -> value.scaled(payload.at(value.pointer()).decimalValue()))
                        .toList());
        assertEquals(
                List.of(3, 5_000),
                kind.aggregate().groups().stream().map(GroupSpec::groupsMax).toList());
    }

    private static List<String> blocks(String guide, String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(guide)
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring(block.indexOf('\n') + 1, block.length() - 3))
                .toList();
    }
}
