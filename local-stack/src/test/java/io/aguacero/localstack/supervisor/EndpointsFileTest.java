package io.aguacero.localstack.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aguacero.localstack.LocalPrometheus;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file is read by a real shell. */
class EndpointsFileTest {
    @TempDir
    Path directory;

    private static List<String> sourced(Path file, String... variables) throws Exception {
        String print = "set -eu; source \"$1\"; shift; for name; do printf '%s\\n' \"${!name}\"; done";
        List<String> command = new ArrayList<>(List.of("bash", "-c", print, "bash", file.toString()));
        command.addAll(List.of(variables));
        Process shell = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor(), output);
        return output.lines().toList();
    }

    private Path written(Path state) throws IOException {
        Files.createDirectories(state);
        Ports ports = new Ports(9000);
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            EndpointsFile.write(state, ports, new Stack(directory, state, directory, ports, 64, client), "agk_a");
        }
        return state.resolve("endpoints.env");
    }

    @Test
    void aShellCanSourceIt() throws Exception {
        Path file = written(directory);

        assertEquals(
                List.of(
                        "http://127.0.0.1:9000",
                        "http://127.0.0.1:9010",
                        "agk_a",
                        LocalPrometheus.installed() ? "http://127.0.0.1:9011" : "",
                        "127.0.0.1:9030",
                        "amqp://guest:guest@127.0.0.1:9032",
                        "redis://127.0.0.1:9035",
                        "http://127.0.0.1:9020",
                        "http://127.0.0.1:9026"),
                sourced(
                        file,
                        "AGUACERO_INGRESS",
                        "AGUACERO_INSIGHTS",
                        "AGUACERO_API_KEY",
                        "AGUACERO_PROMETHEUS",
                        "AGUACERO_KAFKA",
                        "AGUACERO_AMQP",
                        "AGUACERO_VALKEY",
                        "AGUACERO_MANAGEMENT_INGRESS_API",
                        "AGUACERO_MANAGEMENT_INSIGHTS_API"));
    }

    @Test
    void itsOwnerAloneMayReadIt() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(written(directory))));
    }

    @Test
    void aFolderMayHaveAnyNameAndNothingInItIsRun() throws Exception {
        Path odd = directory.resolve("it's $(touch ran) `touch ran` \"here\"");

        Path file = written(odd);

        assertEquals(
                List.of(odd.resolve("kafka-client.properties").toString()), sourced(file, "AGUACERO_KAFKA_CONFIG"));
        assertEquals("bootstrap.servers=127.0.0.1:9030\n", Files.readString(odd.resolve("kafka-client.properties")));
    }
}
