package io.aguacero.localstack.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A started process. It leads a session of its own, so that a Ctrl-C in the terminal reaches only the JVM that looks
 * after it, and it is killed when that JVM is gone.
 */
public final class OsProcess {
    private static final Duration KILL_LIMIT = Duration.ofSeconds(30);
    /** Waits for the word that the guard knows the process, then becomes the program; no word: ends. */
    private static final String WAIT_FOR_GUARD = "read -r go && exec \"$@\" < /dev/null";

    private final String name;
    private final Path log;
    private final Process process;
    private final ProcessIdentity identity;

    private OsProcess(String name, Path log, Process process, ProcessIdentity identity) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.identity = identity;
    }

    /**
     * Starts a process and has it watched.
     *
     * @throws UncheckedIOException if the program or one of the directories does not exist
     */
    public static OsProcess start(Launch launch) {
        try {
            Files.createDirectories(launch.directory());
            keepOlderLog(launch.log());
            List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", WAIT_FOR_GUARD, launch.name()));
            command.addAll(launch.command());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(launch.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(launch.log().toFile());
            builder.environment().putAll(launch.environment());
            builder.environment().put(LeftOvers.MARK, launch.directory().toString());
            Process process = builder.start();
            ProcessIdentity identity = ProcessIdentity.of(process.pid())
                    .orElseThrow(() -> new IllegalStateException(launch.name() + " ended as it began"));
            ProcessGuard guard = ProcessGuard.ofThisJvm();
            guard.watch(identity);
            CompletableFuture<Void> unused = process.onExit().thenAccept(ended -> guard.forget(identity));
            try (OutputStream go = process.getOutputStream()) {
                go.write("go\n".getBytes(StandardCharsets.US_ASCII));
            }
            return new OsProcess(launch.name(), launch.log(), process, identity);
        } catch (IOException e) {
            throw new UncheckedIOException(launch.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static void keepOlderLog(Path log) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Id of the process; kept after its end. */
    public long pid() {
        return identity.pid();
    }

    /** Whether the process exists, frozen or not. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Completes when the process has ended, by whatever cause. */
    public CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** Asks the process to end (SIGTERM), and kills it when it takes longer than the limit. */
    public void stop(Duration limit) {
        thaw();
        process.destroy();
        if (!ended(limit)) {
            kill();
        }
    }

    /** Kills the process (SIGKILL), and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        if (!ended(KILL_LIMIT)) {
            throw new IllegalStateException(name + " (" + pid() + ") survives SIGKILL");
        }
    }

    /** Suspends the process, and waits until it stands still. */
    public void freeze() {
        signal("STOP");
        if (!Until.within(KILL_LIMIT, () -> ProcessIdentity.stopped(pid()))) {
            throw new IllegalStateException(name + " (" + pid() + ") cannot be frozen");
        }
    }

    /** Lets a frozen process go on. */
    public void thaw() {
        signal("CONT");
    }

    /**
     * Waits until the look comes true.
     *
     * @throws IllegalStateException if the process ends before, or the time is over: with the end of its log
     */
    public void awaitReady(Duration limit, Until.Look ready) {
        boolean settled = Until.within(limit, () -> !alive() || ready.happened());
        if (!settled || !alive()) {
            String what = alive() ? " does not answer after " + limit.toSeconds() + " s" : " ended as it started";
            throw new IllegalStateException(name + what + "; its log (" + log + ") ends with:\n" + LogTail.of(log, 15));
        }
    }

    private boolean ended(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    private void signal(String signal) {
        if (!alive()) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " \"$0\"", Long.toString(pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
