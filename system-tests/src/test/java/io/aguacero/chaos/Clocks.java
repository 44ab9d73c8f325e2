package io.aguacero.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Clocks of single processes, which libfaketime puts wrong while they run. Only the time of day is: the time that just
 * passes, by which time-outs are measured, isn't anybody's to set.
 */
public final class Clocks {
    /** How long a process may go by the clock that it had before. */
    public static final Duration KNOWN_WITHIN = Duration.ofSeconds(1);

    private final Path folder;
    private final String library;

    /**
     * All are right. Where libfaketime isn't installed the row is aborted, as an assumption that doesn't hold.
     */
    Clocks(Path folder) {
        this.folder = folder;
        this.library = library();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String library() {
        try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
            return architectures
                    .map(architecture -> architecture.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst()
                    .map(Path::toString)
                    .orElseGet(() -> Assumptions.abort(
                            "libfaketime isn't installed: local-stack/install-servers.sh faketime installs it"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process has to be started through so that its clock can be put wrong. */
    List<String> words(String process) {
        shift(process, Duration.ZERO);
        return List.of(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + folder.resolve(process),
                "FAKETIME_CACHE_DURATION=" + KNOWN_WITHIN.toSeconds(),
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                // Otherwise, as Debian builds it, a wait with a time-out ends at once.
                "FAKETIME_FORCE_MONOTONIC_FIX=0");
    }

    /** Puts the clock of a process this much ahead of the right time, or behind it. */
    public void shift(String process, Duration ahead) {
        Path fresh = folder.resolve(process + ".new");
        try {
            Files.writeString(fresh, "%+d%n".formatted(ahead.toSeconds()));
            Files.move(fresh, folder.resolve(process), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
