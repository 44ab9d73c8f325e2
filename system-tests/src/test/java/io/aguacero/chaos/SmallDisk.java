package io.aguacero.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A disk of its own for what is below a folder, of memory (tmpfs), that can be filled up and emptied again. */
public final class SmallDisk implements AutoCloseable {
    private static final int CHUNK = 64 * 1_024;

    private final Path folder;
    private final Path ballast;
    private final Thread atEnd = new Thread(this::unmount);

    /**
     * Mounts it; it goes with this JVM at the latest. Where that isn't allowed the row is aborted, as an assumption that
     * doesn't hold.
     */
    SmallDisk(Path folder, int mebibytes) {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
        try {
            Files.createDirectories(folder);
            if (!done(List.of("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString()))) {
                Assumptions.abort("no disk can be mounted at " + folder + ": that takes root");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    /** Takes away what a JVM that was killed has left mounted there. */
    static void forget(Path folder) {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"))) {
            if (mounts.anyMatch(mount -> mount.split(" ")[1].equals(folder.toString()))) {
                unmount(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves no room on it. */
    public void fill() throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (Files.getFileStore(folder).getUsableSpace() > 0) {
                out.write(chunk, 0, (int)
                        Math.min(CHUNK, Files.getFileStore(folder).getUsableSpace()));
            }
        } catch (IOException full) {
            if (Files.getFileStore(folder).getUsableSpace() > CHUNK) {
                throw full;
            }
        }
    }

    /** Gives back the room that {@link #fill} took. */
    public void free() throws IOException {
        Files.deleteIfExists(ballast);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atEnd);
        unmount();
    }

    private void unmount() {
        unmount(folder);
    }

    /** Also while something still has a file open there. */
    private static void unmount(Path folder) {
        if (!done(List.of("umount", "--lazy", folder.toString()))) {
            throw new IllegalStateException(folder + " can't be unmounted");
        }
    }

    private static boolean done(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
