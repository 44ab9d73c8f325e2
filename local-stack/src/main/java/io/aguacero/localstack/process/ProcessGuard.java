package io.aguacero.localstack.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A shell beside this JVM that kills this JVM's processes when it is gone, however it went. It reads what to watch from
 * a pipe that the kernel closes with the JVM, so neither a crash nor SIGKILL leaves a server behind.
 */
final class ProcessGuard {
    private static final AtomicReference<@Nullable ProcessGuard> OF_THIS_JVM = new AtomicReference<>();

    private final OutputStream orders;

    private ProcessGuard(OutputStream orders) {
        this.orders = orders;
    }

    static synchronized ProcessGuard ofThisJvm() {
        ProcessGuard guard = OF_THIS_JVM.get();
        if (guard == null) {
            guard = new ProcessGuard(startShell());
            OF_THIS_JVM.set(guard);
        }
        return guard;
    }

    void watch(ProcessIdentity process) {
        order('+', process);
    }

    void forget(ProcessIdentity process) {
        order('-', process);
    }

    private synchronized void order(char what, ProcessIdentity process) {
        try {
            orders.write((what + " " + process.pid() + " " + process.startedAtTicks() + "\n")
                    .getBytes(StandardCharsets.US_ASCII));
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the guard of this JVM's processes is gone", e);
        }
    }

    /** The guard is in a session of its own: a Ctrl-C in the terminal must not end it before its JVM. */
    private static OutputStream startShell() {
        try (InputStream script = ProcessGuard.class.getResourceAsStream("guard.sh")) {
            if (script == null) {
                throw new IllegalStateException("guard.sh is missing beside " + ProcessGuard.class.getName());
            }
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            return new ProcessBuilder("setsid", "sh", "-c", text, "aguacero-guard")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException("no guard for this JVM's processes", e);
        }
    }
}
