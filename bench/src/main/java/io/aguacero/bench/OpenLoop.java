package io.aguacero.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends single events at fixed times, whatever the answers do, over kept connections. An event's latency counts from the time at
 * which it was due, even when all connections wait for answers then: so a stall is told for every event that falls into it
 * (coordinated omission). One thread; it looks at its connections every 50 µs.
 */
final class OpenLoop {
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(1);

    private final URI url;
    private final String key;
    private final int connections;
    private final Histogram micros = new Histogram(HIGHEST_MICROS, 3);
    private final ArrayDeque<OpenConnection> free = new ArrayDeque<>();
    private final List<OpenConnection> all = new ArrayList<>();
    private long accepted;
    private long refused;

    /**
     * @param key sent with each event
     * @param connections most events that wait for their answers at once; others wait for a connection
     */
    OpenLoop(URI url, String key, int connections) {
        this.url = url;
        this.key = key;
        this.connections = connections;
    }

    /** Latencies in microseconds of the events of the last run. */
    Histogram micros() {
        return micros;
    }

    /** Sends for so long at a rate, and waits for the answers. */
    Answers run(double eventsPerSecond, Duration duration) throws IOException {
        micros.reset();
        accepted = 0;
        refused = 0;
        String run = Wrk.run();
        long interval = (long) (1e9 / eventsPerSecond);
        long total = duration.toNanos() / interval;
        long sent = 0;
        try (Selector selector = Selector.open()) {
            connect(selector);
            long begin = System.nanoTime();
            while (accepted + refused < total) {
                long now = System.nanoTime() - begin;
                while (!free.isEmpty() && sent < total && sent * interval <= now) {
                    free.poll().send(request(run, sent), begin + sent * interval);
                    sent++;
                }
                if (now > duration.toNanos() + GRACE_NANOS) {
                    throw new IllegalStateException((total - accepted - refused) + " events had no answer");
                }
                if (selector.selectNow(this::readable) == 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new Answers(
                    accepted,
                    seconds,
                    micros.getValueAtPercentile(50) / 1e3,
                    micros.getValueAtPercentile(99) / 1e3,
                    refused);
        } finally {
            for (OpenConnection connection : all) {
                connection.close();
            }
            all.clear();
            free.clear();
        }
    }

    private void connect(Selector selector) throws IOException {
        for (int i = 0; i < connections; i++) {
            OpenConnection connection =
                    new OpenConnection(new InetSocketAddress(url.getHost(), url.getPort()), selector);
            all.add(connection);
            free.add(connection);
        }
    }

    private void readable(SelectionKey key) {
        OpenConnection connection = (OpenConnection) key.attachment();
        int status = connection.read();
        if (status == OpenConnection.NOT_YET) {
            return;
        }
        micros.recordValue(Math.min(HIGHEST_MICROS, (System.nanoTime() - connection.due()) / 1_000));
        if (status == 200 || status == 202) {
            accepted++;
        } else {
            refused++;
        }
        free.add(connection);
    }

    private byte[] request(String run, long number) {
        String body = Reading.json(run, number);
        return ("POST " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getHost() + ":" + url.getPort()
                        + "\r\nAuthorization: Bearer " + key
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
