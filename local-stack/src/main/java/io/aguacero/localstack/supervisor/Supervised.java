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

/**
 * A server or service that is started again, with growing pauses, whenever it ends without having been told to or has not
 * been live for long.
 */
public final class Supervised {
    private final LocalServer server;
    private final Until.Look live;
    private final Path pidFile;
    private final Terminal terminal;
    private final Duration longestPause;
    private volatile boolean stopping;
    private volatile boolean held;
    private volatile @Nullable Thread watcher;

    /**
     * Nothing is started yet.
     *
     * @param live whether it says, in a few seconds, that it is live
     * @param pidFile replaced at each start, once the server is ready
     */
    Supervised(LocalServer server, Until.Look live, Path pidFile, Terminal terminal) {
        this(server, live, pidFile, terminal, RestartPause.LONGEST);
    }

    /**
     * The same with a bound on the pauses.
     *
     * @param longestPause before a start
     */
    public Supervised(LocalServer server, Until.Look live, Path pidFile, Terminal terminal, Duration longestPause) {
        this.longestPause = longestPause;
        this.server = server;
        this.live = live;
        this.pidFile = pidFile;
        this.terminal = terminal;
    }

    /** Name of what it looks after. */
    public String name() {
        return server.name();
    }

    /** Whether its process exists now. */
    public boolean alive() {
        return server.alive();
    }

    /** Starts it for the first time; a failure is the caller's, from then on it is looked after. */
    public void start() {
        server.start();
        writePid();
        watcher = Thread.ofPlatform().daemon().name("watch " + name()).start(this::watch);
    }

    /** Leaves it down when it ends, until {@link #release()}. */
    public void hold() {
        held = true;
    }

    /** Starts it again whenever it ends. */
    public void release() {
        held = false;
    }

    /** Ends looking after it, and then itself. */
    public void stop() {
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
        RestartPause pauses = new RestartPause(longestPause);
        while (!stopping) {
            long since = System.nanoTime();
            boolean lost = awaitEnd();
            if (stopping) {
                return;
            }
            Duration pause = pauses.after(Duration.ofNanos(System.nanoTime() - since));
            terminal.say(name() + " (process " + server.pid() + ") "
                    + (lost ? "has not been live for " + Liveness.LIMIT.toSeconds() + " s" : "has ended")
                    + "; starting it again in " + pause.toMillis() / 1e3 + " s");
            if (lost) {
                end();
            }
            boolean told = Until.within(pause, () -> stopping);
            awaitRelease();
            if (!told && !stopping) {
                startAgain();
            }
        }
    }

    /** Returns once it has ended, or is told to stop, or (true) is up and has not been live for too long. */
    private boolean awaitEnd() {
        Liveness liveness = new Liveness(System.nanoTime());
        while (!Until.within(Liveness.PAUSE, () -> stopping || !server.alive())) {
            if (!stopping && liveness.lost(live.happened(), System.nanoTime()) && server.alive()) {
                return true;
            }
        }
        return false;
    }

    private void awaitRelease() {
        while (held && !stopping) {
            Until.within(Liveness.PAUSE, () -> !held || stopping);
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
                end();
            }
        }
    }

    private void end() {
        try {
            server.stop();
        } catch (IllegalStateException e) {
            terminal.say(e.getMessage());
        }
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
