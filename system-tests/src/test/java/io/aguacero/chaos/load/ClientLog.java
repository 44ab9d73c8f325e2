package io.aguacero.chaos.load;

import io.aguacero.chaos.checker.ClientRecord;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes down what is sent, acknowledged and answered, and sums it up. */
final class ClientLog implements AutoCloseable {
    /** The door's deadline and half a second. */
    private static final long LATE_MILLIS = 5_500;

    private final BufferedWriter attempts;
    private final BufferedWriter answers;
    private final SyncedFile acknowledged;
    private final boolean doorBroken;
    private final Map<Integer, Long> byStatus = new TreeMap<>();
    private long acknowledgedEvents;
    private long unacknowledgedEvents;
    private long latestMillis;
    private long late;
    private long outageMillis;
    private long lastStored = System.nanoTime();

    ClientLog(Path folder, boolean doorBroken) {
        this.doorBroken = doorBroken;
        try {
            Files.createDirectories(folder);
            attempts = Files.newBufferedWriter(folder.resolve(ClientRecord.ATTEMPTED));
            answers = Files.newBufferedWriter(folder.resolve(ClientRecord.ANSWERS));
            acknowledged = new SyncedFile(folder.resolve(ClientRecord.ACKNOWLEDGED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Before they are sent for the first time. */
    void attempted(List<LoadEvent> events) {
        synchronized (attempts) {
            try {
                for (LoadEvent event : events) {
                    attempts.write(event.attempt() + "\n");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns when it is on disk that these are stored. */
    void acknowledged(List<LoadEvent> events) {
        StringBuilder lines = new StringBuilder();
        events.forEach(event -> lines.append('{').append(event.name()).append("}\n"));
        acknowledged.append(lines.toString());
        synchronized (this) {
            acknowledgedEvents += events.size();
            long now = System.nanoTime();
            outageMillis = Math.max(outageMillis, (now - lastStored) / 1_000_000);
            lastStored = now;
        }
    }

    /**
     * An answer, or none (status 0).
     *
     * @param timed whether the request was there as soon as it was sent, so that the answer's time is the door's
     * @param wrongClock whether the door might refuse times
     */
    void answered(
            int status,
            boolean retryAfter,
            long nanos,
            long stallNanos,
            boolean timed,
            boolean wrongClock,
            LoadEvent first) {
        long millis = nanos / 1_000_000;
        long stallMillis = stallNanos / 1_000_000;
        synchronized (this) {
            byStatus.merge(status, 1L, Long::sum);
            if (timed && (status != 0 || !doorBroken)) {
                latestMillis = Math.max(latestMillis, millis - stallMillis);
                late += millis - stallMillis > LATE_MILLIS ? 1 : 0;
            }
        }
        synchronized (answers) {
            try {
                answers.write("{\"status\":" + status + ",\"retryAfter\":" + retryAfter + ",\"millis\":" + millis
                        + ",\"stallMillis\":" + stallMillis + ",\"doorBroken\":" + doorBroken + ",\"wrongClock\":"
                        + wrongClock + "," + first.name() + "}\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Events that nobody sends any more, without a final answer. */
    synchronized void givenUp(int events) {
        unacknowledgedEvents += events;
    }

    synchronized LoadReport report() {
        return new LoadReport(
                acknowledgedEvents, unacknowledgedEvents, Map.copyOf(byStatus), latestMillis, late, outageMillis);
    }

    synchronized long acknowledgedEvents() {
        return acknowledgedEvents;
    }

    /** Requests that were answered otherwise than by 202, or not at all. */
    synchronized long refusedRequests() {
        return byStatus.entrySet().stream()
                .filter(status -> status.getKey() != 202)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public void close() {
        acknowledged.close();
        try {
            attempts.close();
            answers.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
