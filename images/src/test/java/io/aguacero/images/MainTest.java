package io.aguacero.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives without a base image, so without a network; what a registry answers is tried where one is at hand. */
class MainTest {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void theSameFilesGiveTheSameImageWheneverTheyWereWritten() throws Exception {
        String first = make(packaged("one", "code", Instant.EPOCH), "first");
        String second = make(packaged("two", "code", Instant.now()), "second");
        assertEquals(id(first), id(second));
    }

    @Test
    void otherFilesGiveAnotherImage() throws Exception {
        String first = make(packaged("one", "code", Instant.EPOCH), "first");
        String second = make(packaged("two", "other code", Instant.EPOCH), "second");
        assertNotEquals(id(first), id(second));
    }

    @Test
    void aChangedServiceMovesItsOwnLayerAlone() throws Exception {
        make(packaged("one", "code", Instant.EPOCH), "first");
        make(packaged("two", "other code", Instant.EPOCH), "second");
        Set<String> same =
                layers("first").stream().filter(layers("second")::contains).collect(Collectors.toSet());
        assertEquals(2, same.size());
        assertEquals(3, layers("first").size());
    }

    @Test
    void itRunsAsNobodyInParticularAndSaysWhatItIs() throws Exception {
        make(packaged("one", "code", Instant.EPOCH), "made");
        String config = entry("made", "config.json");
        assertTrue(config.contains("\"User\":\"10001:10001\""), config);
        assertTrue(config.contains("\"created\":\"2026-01-01T00:00:00Z\""), config);
        assertTrue(config.contains("\"org.opencontainers.image.revision\":\"abc\""), config);
        assertTrue(config.contains("\"org.opencontainers.image.title\":\"aguacero router-api\""), config);
    }

    @Test
    void aServiceThatIsNotPackagedIsNamed() {
        String message = assertThrows(Refusal.class, () -> make(folder, "made")).getMessage();
        assertTrue(message.startsWith("router-api isn't packaged"), message);
    }

    @Test
    void aRegistryThatIsNotThereIsNamed() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        Order order = order("scratch", "localhost:" + nobody, Optional.empty());
        Path repository = packaged("one", "code", Instant.EPOCH);
        String message =
                assertThrows(Refusal.class, () -> run(order, repository)).getMessage();
        assertTrue(message.contains("localhost:" + nobody) && message.contains("can't be reached"), message);
    }

    private Path packaged(String name, String code, Instant written) throws IOException {
        Path repository = folder.resolve(name);
        Path app = repository.resolve("router-api/target/quarkus-app");
        for (String file : List.of("lib/main/a.jar", "lib/boot/b.jar", "app/router.jar", "quarkus/made.jar")) {
            Files.createDirectories(app.resolve(file).getParent());
            Files.writeString(app.resolve(file), file.startsWith("app") ? code : file);
            Files.setLastModifiedTime(app.resolve(file), FileTime.from(written));
        }
        Files.writeString(app.resolve("quarkus-run.jar"), "runner");
        Files.writeString(app.resolve("quarkus-app-dependencies.txt"), "list");
        return repository;
    }

    private static Order order(String base, String prefix, Optional<Path> archives) {
        return new Order(
                base,
                prefix,
                archives.isEmpty(),
                archives,
                "1",
                Set.of("linux/amd64"),
                CREATED,
                "abc",
                List.of("router-api"));
    }

    private String make(Path repository, String archives) throws Exception {
        return run(order("scratch", "aguacero", Optional.of(folder.resolve(archives))), repository);
    }

    private static String run(Order order, Path repository) throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new Main(order, repository, Map.of()).make(new PrintStream(said, true, StandardCharsets.UTF_8));
        return said.toString(StandardCharsets.UTF_8);
    }

    private static String id(String said) {
        return said.strip().split(" ")[2];
    }

    private List<String> layers(String archives) throws Exception {
        String manifest = entry(archives, "manifest.json");
        return List.of(manifest.replaceFirst(".*\"Layers\":\\[", "")
                .replaceFirst("].*", "")
                .split(","));
    }

    private String entry(String archives, String name) throws Exception {
        Process tar = new ProcessBuilder(
                        "tar",
                        "-xOf",
                        folder.resolve(archives).resolve("router-api.tar").toString(),
                        name)
                .start();
        String text = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, tar.waitFor());
        return text;
    }
}
