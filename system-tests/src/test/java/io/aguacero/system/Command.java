package io.aguacero.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program to be run to its end.
 *
 * @param program to run
 * @param arguments of it
 * @param environment added to this process's own
 * @param output file that takes what it says
 */
record Command(Path program, List<String> arguments, Map<String, String> environment, Path output) {
    /** Runs it from the repository's root and returns what it said; fails unless it ends with 0 in time. */
    String expect(Duration limit) {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(Repository.root().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                process.destroy();
                throw new AssertionError(words + " takes longer than " + limit + ": " + Files.readString(output));
            }
            String said = Files.readString(output);
            if (process.exitValue() != 0) {
                throw new AssertionError(words + " ends with " + process.exitValue() + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(words + " can't be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + words, e);
        }
    }
}
