package io.aguacero.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where things stand in the repository, and copies of them. */
public final class Repository {
    /** A year of hourly observations at an airport, 8,706 rows. */
    static final String OBSERVATIONS = "local-stack/sample/weather-hourly-lga-2013.csv";

    private Repository() {}

    /** Top of the repository. */
    public static Path root() {
        return module().getParent();
    }

    /** This module. */
    public static Path module() {
        return Path.of("").toAbsolutePath();
    }

    /** Where this build leaves things. */
    public static Path target() {
        return module().resolve("target");
    }

    /** Of the system tests: a folder for each JVM that runs some of them. */
    static Path work() {
        return target().resolve("system-" + System.getProperty("fork", "1"));
    }

    /** Deletes a directory with all in it, if there is one. */
    public static void forget(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies what is in a directory into another one. */
    public static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a kind that differs from another one in nothing but its name. */
    static void copyKind(Path kinds, String from, String to) {
        copy(kinds.resolve(from), kinds.resolve(to));
        Path file = kinds.resolve(to).resolve("kind.yaml");
        try {
            Files.writeString(file, Files.readString(file).replace("kind: " + from, "kind: " + to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
