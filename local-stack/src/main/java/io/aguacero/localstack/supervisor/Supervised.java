package io.aguacero.localstack.supervisor;

import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A server or service that is started again, with growing pauses, whenever it ends without having been told to. */
final class Supervised {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration WATCH = Duration.ofDays(1);

    private final LocalServer server;
    private final Path pidFile;
    private final Terminal terminal;
    private volatile boolean stopping;
    private volatile @Nullable Thread watcher;

    /**
     * Nothing is started yet.
     *
     * @param pidFile replaced at each start, once the server is ready
     */
    Supervised(LocalServer server, Path pidFile, Terminal terminal) {
        this.server = server;
        this.pidFile = pidFile;
        this.terminal = terminal;
    }

    String name() {
        return server.name();
    }

    boolean alive() {
        return server.alive();
    }

    /** Starts it for the first time; a failure is the caller's, from then on it is looked after. */
    void start() {
        server.start();
        writePid();
        watcher = Thread.ofPlatform().daemon().name("watch " + name()).start(this::watch);
    }

    /** Ends looking after it, and then itself. */
    void stop() {
        stopping = true;
        Thread watching = watcher;
        if (watching != null) {
            watching.interrupt();
            try {
                watching.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        server.stop();
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            terminal.say(pidFile + " cannot be deleted: " + e.getMessage());
        }
    }

    private void watch() {
        Duration pause = FIRST_PAUSE;
        while (!stopping) {
            long since = System.nanoTime();
            boolean ended = Until.within(WATCH, () -> stopping || !server.alive());
            if (stopping || !ended) {
                continue;
            }
            if (System.nanoTime() - since > LONGEST_PAUSE.toNanos()) {
                pause = FIRST_PAUSE;
            }
            terminal.say(name() + " (process " + server.pid() + ") has ended; starting it again in " + pause.toSeconds()
                    + " s");
            boolean told = Until.within(pause, () -> stopping);
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            if (!told && !stopping) {
                startAgain();
            }
        }
    }

    private void startAgain() {
        try {
            server.start();
            writePid();
            terminal.say(name() + " is back (process " + server.pid() + ")");
        } catch (IllegalStateException | UncheckedIOException e) {
            if (!stopping) {
                terminal.say(e.getMessage());
                server.stop();
            }
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void writePid() {
        Path fresh = pidFile.resolveSibling(pidFile.getFileName() + ".new");
        try {
            Files.writeString(fresh, server.pid() + "\n");
            Files.move(fresh, pidFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(pidFile + " cannot be written: " + e.getMessage(), e);
        }
    }
}
