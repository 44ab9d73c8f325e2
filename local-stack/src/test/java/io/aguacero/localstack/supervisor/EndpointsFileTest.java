package io.aguacero.localstack.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.LocalPrometheus;
import io.aguacero.localstack.users.LocalUsers;
import java.io.IOException;
import java.io.Reader;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
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

        String operator = "operator:" + new LocalUsers(LocalUsers.folderBelow(directory)).password("operator");
        assertEquals(
                List.of(
                        "http://127.0.0.1:9000",
                        "http://127.0.0.1:9010",
                        "agk_a",
                        LocalPrometheus.installed() ? "http://127.0.0.1:9011" : "",
                        "127.0.0.1:9030",
                        "amqps://" + operator + "@127.0.0.1:9032/aguacero",
                        "rediss://" + operator + "@127.0.0.1:9035",
                        directory.resolve("identity/authority/tls.crt").toString(),
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
                        "AGUACERO_AUTHORITY",
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
        Properties client = new Properties();
        try (Reader text = Files.newBufferedReader(odd.resolve("kafka-client.properties"))) {
            client.load(text);
        }
        assertEquals("127.0.0.1:9030", client.getProperty("bootstrap.servers"));
        assertEquals("SASL_SSL", client.getProperty("security.protocol"));
        assertEquals(
                odd.resolve("identity/authority/tls.crt").toString(), client.getProperty("ssl.truststore.location"));
        String password = new LocalUsers(LocalUsers.folderBelow(odd)).password("operator");
        assertTrue(client.getProperty("sasl.jaas.config")
                .endsWith("username=\"operator\" password=\"" + password + "\";"));
    }

    @Test
    void dataOfServersWithoutUsersAreRefused() throws IOException {
        Files.createDirectories(directory.resolve("data/kafka"));

        Refusal refusal = assertThrows(Refusal.class, () -> written(directory));

        assertTrue(String.valueOf(refusal.getMessage()).endsWith("./run.sh reset forgets them"));
    }
}
