package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.process.Programs;
import io.aguacero.localstack.services.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code ./run.sh} has done after its first start. */
class RehearsalST {
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final String REQUESTS = "2000";

    @AfterEach
    void forgetWhatWasLearnt() throws IOException {
        for (Service service : Service.values()) {
            Files.deleteIfExists(learnt(service));
        }
    }

    @Test
    void eachServiceStartsWithWhatItsJvmHasLearntAtWork() throws IOException {
        rehearse();

        for (Service service : Service.values()) {
            // With this mode a JVM that can't use its cache ends with 1.
            String use = "-XX:AOTCache=" + learnt(service);
            java(
                    "-Xmx128m",
                    "-XX:+UseSerialGC",
                    "-XX:AOTMode=on",
                    use,
                    "-cp",
                    jar(service).toString(),
                    "-version");
        }
        assertTrue(
                Files.notExists(Repository.root().resolve("local-stack/target/rehearsal")), "it has left data behind");
    }

    private static void rehearse() throws IOException {
        Files.createDirectories(Repository.work());
        Path classes = Repository.root().resolve("local-stack/target");
        List<String> arguments = List.of(
                "-Xmx128m",
                "-cp",
                Repository.root().resolve("access/target/classes") + ":" + classes.resolve("classes") + ":"
                        + classes.resolve("lib/*"),
                "io.aguacero.localstack.supervisor.Rehearsal",
                Repository.root().toString(),
                REQUESTS);
        new Command(
                        Path.of(Programs.java()),
                        arguments,
                        Map.of(),
                        Repository.work().resolve("rehearsal.log"))
                .expect(LIMIT);
    }

    private static void java(String... arguments) {
        new Command(
                        Path.of(Programs.java()),
                        List.of(arguments),
                        Map.of(),
                        Repository.work().resolve("java.log"))
                .expect(Duration.ofMinutes(1));
    }

    private static Path jar(Service service) {
        return Repository.root().resolve(service.label() + "/target/quarkus-app/quarkus-run.jar");
    }

    private static Path learnt(Service service) {
        return jar(service).resolveSibling("work.aot");
    }
}
