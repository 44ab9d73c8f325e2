package io.aguacero.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenKindsIT {
    @TempDir
    Path kinds;

    @Test
    void aBrokenKindRefusesTheStartWithFileLineAndReason() throws IOException, InterruptedException {
        Path kind = Files.createDirectory(kinds.resolve("broken.kind"));
        Files.writeString(kind.resolve("kind.yaml"), "kind: broken.kind\nkey: /nowhere\nnonsense: true\n");
        Files.writeString(kind.resolve("schema.json"), "{\"type\":\"object\",\"additionalProperties\":false}");

        Process door = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Daguacero.ingress.kinds-directory=" + kinds,
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=0",
                        "-Dquarkus.management.host=127.0.0.1",
                        "-Dquarkus.management.port=0",
                        "-jar",
                        Path.of("target", "quarkus-app", "quarkus-run.jar").toString())
                .redirectErrorStream(true)
                .start();
        try {
            String log = new String(door.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertTrue(door.waitFor(1, TimeUnit.MINUTES), "still running");
            assertEquals(1, door.exitValue(), log);
            assertTrue(log.contains("broken.kind/schema.json:1: "), log);
        } finally {
            door.destroyForcibly();
        }
    }
}
