package io.aguacero.contracts.kinds;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One folder of the kinds' directory: loads its two files and gathers what is wrong with them. */
final class KindFolder {
    /** Largest file of a kind. */
    static final int FILE_BYTES_MAX = 256 * 1024;

    private static final String KIND_FILE = "kind.yaml";
    private static final String SCHEMA_FILE = "schema.json";

    private final Path folder;
    private final String name;
    private final Problems kindProblems;
    private final Problems schemaProblems;

    KindFolder(Path folder) {
        this.folder = folder;
        this.name = String.valueOf(folder.getFileName());
        this.kindProblems = new Problems(name + "/" + KIND_FILE);
        this.schemaProblems = new Problems(name + "/" + SCHEMA_FILE);
    }

    /** The kind; empty when there are problems. */
    Optional<EventKind> load() {
        Optional<SchemaSource> source =
                text(SCHEMA_FILE, schemaProblems).flatMap(text -> SchemaSource.read(text, schemaProblems));
        Optional<PayloadSchema> schema = source.flatMap(sound -> PayloadSchema.compile(sound, schemaProblems));
        Optional<YamlObject> yaml = text(KIND_FILE, kindProblems).flatMap(text -> YamlSource.read(text, kindProblems));
        if (yaml.isEmpty() || schema.isEmpty()) {
            // Without a sound schema nothing that names its fields can be judged.
            return Optional.empty();
        }
        SchemaFields fields = new SchemaFields(source.orElseThrow().document());
        return new KindReader(name, fields, kindProblems).read(yaml.get(), schema.get());
    }

    List<KindProblem> problems() {
        return Stream.of(kindProblems, schemaProblems)
                .flatMap(problems -> problems.found().stream())
                .toList();
    }

    private Optional<String> text(String file, Problems problems) {
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                problems.add(1, "the file is larger than " + FILE_BYTES_MAX / 1024 + " KiB");
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            problems.add(1, "the file is not UTF-8 text");
        } catch (IOException e) {
            problems.add(1, "the file is missing or can't be read");
        }
        return Optional.empty();
    }
}
