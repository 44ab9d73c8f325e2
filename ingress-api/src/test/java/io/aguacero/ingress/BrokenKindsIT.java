package io.aguacero.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenKindsIT {
    private static final Path KEYS = Path.of("src/test/keys/keys.json").toAbsolutePath();

    @TempDir
    Path kinds;

    @Test
    void aBrokenKindRefusesTheStartWithFileLineAndReason() throws IOException, InterruptedException {
        Path kind = Files.createDirectory(kinds.resolve("broken.kind"));
        Files.writeString(kind.resolve("kind.yaml"), "kind: broken.kind\nkey: /nowhere\nnonsense: true\n");
        Files.writeString(kind.resolve("schema.json"), "{\"type\":\"object\",\"additionalProperties\":false}");

        assertRefusesToStart(
                "broken.kind/schema.json:1: ",
                "-Daguacero.ingress.kinds-directory=" + kinds,
                "-Daguacero.ingress.keys.file=" + KEYS);
    }

    @Test
    void aFileOfKeysThatIsMissingOrBrokenRefusesTheStartWithTheReason() throws IOException, InterruptedException {
        Path broken = Files.writeString(kinds.resolve("keys.json"), "{\"keys\":[{\"name\":\"a\",\"tenat\":\"b\"}]}");
        String shipped = "-Daguacero.ingress.kinds-directory=../contracts/kinds";

        assertRefusesToStart(
                "aguacero.ingress.keys.file: the keys in " + kinds.resolve("none.json") + " can't be read",
                shipped,
                "-Daguacero.ingress.keys.file=" + kinds.resolve("none.json"));
        assertRefusesToStart("key a: has members besides", shipped, "-Daguacero.ingress.keys.file=" + broken);
    }

    @Test
    void aLimitOfConnectionsThatMakesNoSenseOrCouldNotBeKeptRefusesTheStartByName()
            throws IOException, InterruptedException {
        for (String setting : List.of(
                "aguacero.ingress.connections.max=0",
                "aguacero.ingress.connections.per-address-max=1000001",
                "aguacero.ingress.connections.head-timeout=99ms",
                "aguacero.ingress.connections.header-lines-max=9",
                "aguacero.ingress.connections.pipeline-max=0",
                "quarkus.http.http2=true",
                "quarkus.http.proxy.use-proxy-protocol=true")) {
            assertRefusesToStart(
                    setting.substring(0, setting.indexOf('=')),
                    "-Daguacero.ingress.kinds-directory=../contracts/kinds",
                    "-D" + setting,
                    "-Daguacero.ingress.keys.file=" + KEYS);
        }
    }

    private static void assertRefusesToStart(String reason, String... settings)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(settings));
        command.addAll(List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0",
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=0",
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString()));
        Process door = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String log = new String(door.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertTrue(door.waitFor(1, TimeUnit.MINUTES), "still running");
            assertEquals(1, door.exitValue(), log);
            assertTrue(log.contains(reason), log);
        } finally {
            door.destroyForcibly();
        }
    }
}
