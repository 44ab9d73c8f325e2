package io.aguacero.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents hold together, and what they show can be read by a machine. */
class DocumentationTest {
    private static final Map<String, ObjectMapper> PARSERS =
            Map.of("json", new JsonMapper(), "yaml", new YAMLMapper(), "yml", new YAMLMapper());
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT|ST|CT|BT))`");

    @Test
    void everyLinkBetweenDocumentsLeadsSomewhere() {
        assertEquals(
                List.of(),
                MarkdownDocument.all().stream()
                        .flatMap(document -> document.brokenLinks().stream())
                        .toList());
    }

    @Test
    void everyModuleSaysWhatItIsAndWhichFileIsCritical() {
        assertEquals(
                List.of(),
                Stream.concat(Reactor.modules().stream(), Stream.of("system-tests"))
                        .map(module -> Reactor.root().resolve(module).resolve("README.md"))
                        .filter(readme -> !Files.exists(readme)
                                || !MarkdownDocument.read(readme).text().contains("Critical file:"))
                        .toList());
    }

    @Test
    void everyJsonAndYamlBlockParses() {
        assertEquals(
                List.of(),
                MarkdownDocument.all().stream()
                        .flatMap(document -> unparsable(document).stream())
                        .toList());
    }

    @Test
    void everyTestThatADocumentNamesExists() throws IOException {
        Set<String> there = testClasses();
        assertTrue(there.contains("DocumentationTest"));
        assertEquals(
                List.of(),
                MarkdownDocument.all().stream()
                        .flatMap(document -> TEST.matcher(document.text())
                                .results()
                                .map(found -> found.group(1))
                                .filter(name -> !there.contains(name))
                                .map(name -> document.file() + ": " + name))
                        .toList());
    }

    private static Set<String> testClasses() throws IOException {
        Set<String> names = new HashSet<>();
        for (String module : Stream.concat(Reactor.modules().stream(), Stream.of("system-tests"))
                .toList()) {
            Path tests = Reactor.root().resolve(module).resolve("src/test/java");
            if (Files.exists(tests)) {
                try (Stream<Path> files = Files.walk(tests)) {
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".java"))
                            .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
                }
            }
        }
        return names;
    }

    @Test
    void aBrokenLinkAndABrokenBlockAreFound(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.md"),
                "[there](a.md) [not there](b.md) [outside](https://example.org)\n```json\n{\n```\n");
        MarkdownDocument document = MarkdownDocument.read(file);
        assertEquals(List.of(file + ": b.md"), document.brokenLinks());
        assertEquals(1, unparsable(document).size());
        assertTrue(unparsable(document).getFirst().startsWith(file + ": json"));
    }

    private static List<String> unparsable(MarkdownDocument document) {
        return document.codeBlocks().stream()
                .filter(block -> PARSERS.containsKey(block.language()))
                .flatMap(block -> problem(document, block))
                .toList();
    }

    private static Stream<String> problem(MarkdownDocument document, MarkdownDocument.CodeBlock block) {
        try (var values = PARSERS.get(block.language()).readerFor(Object.class).readValues(block.body())) {
            values.readAll();
            return Stream.empty();
        } catch (JsonProcessingException e) {
            return Stream.of(document.file() + ": " + block.language() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            return Stream.of(document.file() + ": " + block.language() + ": " + e.getMessage());
        }
    }
}
