package io.aguacero.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.process.Programs;
import io.aguacero.localstack.process.Until;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing outlives the JVM that started it, however that JVM ends. */
class LeftBehindIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_jvm_that_ends_without_closing_takes_its_servers_with_it(boolean killed) throws Exception {
        Process jvm = new ProcessBuilder(List.of(
                        Programs.java(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Forgetful.class.getName(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = jvm.inputReader()) {
            assertEquals("ready", out.readLine());
            List<String> running = Processes.naming(directory);
            assertTrue(running.size() >= 4, running.toString());

            if (killed) {
                jvm.destroyForcibly();
            } else {
                jvm.getOutputStream().close();
            }
            jvm.waitFor();

            assertTrue(
                    Until.within(
                            Duration.ofSeconds(20),
                            () -> Processes.naming(directory).isEmpty()),
                    () -> Processes.naming(directory).toString());
        }
    }

    /** Starts servers, one of them frozen, and ends at the end of its input without a word to them. */
    static final class Forgetful {
        private Forgetful() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            new LocalRabbitMq(directory.resolve("rabbitmq")).start();
            LocalValkey valkey = new LocalValkey(directory.resolve("valkey"));
            valkey.start();
            valkey.freeze();
            System.out.println("ready");
            System.exit(System.in.read() < 0 ? 0 : 1);
        }
    }
}
