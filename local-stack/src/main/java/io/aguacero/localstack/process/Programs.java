package io.aguacero.localstack.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine: where they are, and running one to its end. */
public final class Programs {
    /** Where daemons are installed: not on everybody's PATH. */
    private static final String DAEMONS = "/usr/local/sbin:/usr/sbin:/sbin";

    private Programs() {}

    /**
     * The program's file.
     *
     * @throws IllegalStateException if there is none, saying how it comes
     */
    public static String find(String program) {
        return search(program)
                .orElseThrow(() -> new IllegalStateException(
                        program + " is not installed: local-stack/install-servers.sh installs it"))
                .toString();
    }

    /** Whether this machine has the program. */
    public static boolean installed(String program) {
        return search(program).isPresent();
    }

    private static Optional<Path> search(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of((path + File.pathSeparator + DAEMONS).split(File.pathSeparator))
                .filter(directory -> !directory.isBlank())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * The {@code java} of this JVM: what looks after the servers and what runs them is the same JDK.
     */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Runs a program to its end.
     *
     * @param log file that its output goes to
     * @param input what it reads
     * @throws IllegalStateException if it fails; the message holds the end of its output
     */
    public static void run(Path log, String input, List<String> command) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException brokenPipe) {
                // It has ended without reading: its result says whether that was right.
            }
            int result = process.waitFor();
            if (result != 0) {
                throw new IllegalStateException(
                        command.getFirst() + " failed (" + result + "):\n" + LogTail.of(log, 15));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command.getFirst() + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.getFirst() + " ran", e);
        }
    }
}
