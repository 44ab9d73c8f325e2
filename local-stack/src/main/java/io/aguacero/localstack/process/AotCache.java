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
 * What a JVM has learnt from a run of the same program: its classes, loaded and linked (JEP 483, JEP 514), and, if it has
 * worked then, which code is hot (JEP 515). A program starts with it in a third of the time; without it, or with one that its
 * jars don't fit any more, as ever.
 *
 * @param program jar or folder of jars that it is of
 * @param file of the cache, which need not be there
 */
public record AotCache(Path program, Path file) {
    private static final String USE = "-XX:AOTCache=";
    /** To write a cache takes longer than to stop, and many are written at once. */
    private static final Duration WRITE_LIMIT = Duration.ofMinutes(5);

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
        return made() ? List.of(USE + file) : List.of();
    }

    /**
     * Makes it: starts the program, and ends it once it works.
     *
     * @param launch of a program that {@code java} runs, by a command that doesn't use the cache yet
     * @param startLimit from the start until it works
     * @throws IllegalStateException if the program doesn't start, or leaves no cache behind
     */
    public void train(Launch launch, Duration startLimit, Until.Look works) {
        // Without profiles, which would have the later JVM's best compiler begin at once, when the start needs the
        // cores.
        train(launch, List.of("-XX:TieredStopAtLevel=1"), startLimit, works, () -> {});
    }

    /**
     * The same by a start and some work: whoever starts with it has hot code compiled by what was learnt then, and not by what it
     * finds out itself, at the cost of a start that is a little slower.
     *
     * @param work that is done meanwhile; the program is ended when this returns
     */
    public void train(Launch launch, Duration startLimit, Until.Look works, Runnable work) {
        train(launch, List.of(), startLimit, works, work);
    }

    private void train(Launch launch, List<String> options, Duration startLimit, Until.Look works, Runnable work) {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        List<String> command = new ArrayList<>(launch.command());
        // One JVM can't read one and write another.
        command.removeIf(word -> word.startsWith(USE));
        int first = command.indexOf(Programs.java()) + 1;
        command.add(first, "-XX:AOTCacheOutput=" + written);
        command.addAll(first, options);
        OsProcess process = OsProcess.start(
                new Launch(launch.name(), command, launch.environment(), launch.directory(), launch.log()));
        try {
            process.awaitReady(startLimit, works);
            work.run();
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
