package io.aguacero.insights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders for servers' data: a new one each time, since the servers of several test classes run in one JVM. */
final class TestFolder {
    private TestFolder() {}

    static Path made(String name) {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target/servers")), name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
