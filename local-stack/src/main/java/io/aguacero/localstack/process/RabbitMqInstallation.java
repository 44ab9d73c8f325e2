package io.aguacero.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where RabbitMQ's and Erlang's programs are. */
public final class RabbitMqInstallation {
    private static final Path PACKAGES = Path.of("/usr/lib/rabbitmq/lib");

    private RabbitMqInstallation() {}

    /**
     * RabbitMQ's own start script. Debian puts another one before it on PATH, which changes the user and forgets the
     * environment: that one is passed by.
     */
    public static String server() {
        return script("rabbitmq-server");
    }

    /** RabbitMQ's own {@code rabbitmqctl}, found in the same way. */
    public static String control() {
        return script("rabbitmqctl");
    }

    private static String script(String name) {
        if (Files.isDirectory(PACKAGES)) {
            try (Stream<Path> versions = Files.list(PACKAGES)) {
                return versions.map(version -> version.resolve("sbin").resolve(name))
                        .filter(Files::isExecutable)
                        .max(Path::compareTo)
                        .map(Path::toString)
                        .orElseGet(() -> Programs.find(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Programs.find(name);
    }

    /** Erlang's port mapper, in the foreground: otherwise RabbitMQ would start one that nobody stops. */
    public static List<String> portMapper() {
        return List.of(Programs.find("epmd"));
    }
}
