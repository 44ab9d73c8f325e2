package io.aguacero.access;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads the file of keys again and again, on a thread of its own, and puts what it says in force. It compares what stands
 * in the file, and not its time: a mounted Secret changes by a link, and two changes within a second have one time. While a
 * file is refused, the keys before it stay in force.
 */
public final class KeyFileWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KeyFileWatch.class.getName());

    private final Path file;
    private final KeysInForce keys;
    private final ScheduledExecutorService thread;
    private byte[] inForce = {};
    private String lastProblem = "";
    private volatile boolean refused;

    private KeyFileWatch(Path file, KeysInForce keys) {
        this.file = file;
        this.keys = keys;
        this.thread = new ScheduledThreadPoolExecutor(
                1, work -> Thread.ofPlatform().daemon().name("aguacero-keys").unstarted(work));
    }

    /**
     * Reads the file, and then again in these intervals.
     *
     * @throws IllegalStateException if it can't be used now, with everything that is wrong with it
     */
    public static KeyFileWatch start(Path file, Duration every, KeysInForce keys) {
        KeyFileWatch watch = new KeyFileWatch(file, keys);
        watch.look();
        if (watch.refused) {
            watch.close();
            throw new IllegalStateException(watch.lastProblem);
        }
        var unused = watch.thread.scheduleWithFixedDelay(
                watch::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        return watch;
    }

    /** Whether the file as it is now is refused, so that older keys are in force. */
    public boolean refused() {
        return refused;
    }

    private void look() {
        try {
            byte[] bytes = KeyFile.bytes(file);
            if (refused || !Arrays.equals(bytes, inForce)) {
                take(bytes);
            }
        } catch (IOException e) {
            refuse("the keys in " + file + " can't be read: " + e);
        } catch (RuntimeException | LinkageError e) {
            // Thrown on, it would end the looking for good; a class can't be loaded while no file can be opened.
            LOG.log(System.Logger.Level.ERROR, "reading the keys failed", e);
            refuse("the keys in " + file + " can't be read because of a defect");
        }
    }

    private void take(byte[] bytes) {
        switch (KeyFile.parse(bytes)) {
            case KeyReading.Refused(List<String> problems) ->
                refuse("the keys in " + file + " are refused: " + String.join("; ", problems));
            case KeyReading.Read(List<ApiKey> read) -> {
                keys.replace(read);
                inForce = bytes;
                refused = false;
                lastProblem = "";
                LOG.log(System.Logger.Level.INFO, () -> read.size() + " keys are in force, of " + file);
            }
        }
    }

    /** Once for each problem, and not at each look. */
    private void refuse(String problem) {
        boolean first = !problem.equals(lastProblem);
        refused = true;
        lastProblem = problem;
        if (first) {
            LOG.log(System.Logger.Level.ERROR, () -> problem + "; the keys before stay in force");
        }
    }

    /** Looks no more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
