package io.aguacero.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a JVM has learnt from a start of the same program: its classes, loaded and linked (JEP 483, JEP 514). A program starts
 * with it in a third of the time; without it, or with one that its jars don't fit any more, as ever.
 *
 * @param program jar or folder of jars that it is of
 * @param file of the cache, which need not be there
 */
public record AotCache(Path program, Path file) {
    /** To write a cache takes longer than to stop. */
    private static final Duration WRITE_LIMIT = Duration.ofMinutes(2);

    /** Whether it has been made since the program was. */
    public boolean made() {
        try {
            return Files.exists(file)
                    && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(program)) >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Options of a JVM that is to use it; none while it hasn't been made. */
    public List<String> options() {
        return made() ? List.of("-XX:AOTCache=" + file) : List.of();
    }

    /**
     * Makes it: starts the program, and ends it once it works.
     *
     * @param launch of a program that {@code java} runs, by a command that doesn't use the cache yet
     * @param startLimit from the start until it works
     * @throws IllegalStateException if the program doesn't start, or leaves no cache behind
     */
    public void train(Launch launch, Duration startLimit, Until.Look works) {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        List<String> command = new ArrayList<>(launch.command());
        // Without profiles, which would have the later JVM's best compiler begin at once, when the start needs the
        // cores.
        command.addAll(
                command.indexOf(Programs.java()) + 1,
                List.of("-XX:TieredStopAtLevel=1", "-XX:AOTCacheOutput=" + written));
        OsProcess process = OsProcess.start(
                new Launch(launch.name(), command, launch.environment(), launch.directory(), launch.log()));
        try {
            process.awaitReady(startLimit, works);
        } finally {
            process.stop(WRITE_LIMIT);
        }
        try {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(launch.name() + " has left no AOT cache behind; see " + launch.log(), e);
        }
    }
}
