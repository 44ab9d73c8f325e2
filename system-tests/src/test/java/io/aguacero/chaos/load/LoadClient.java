package io.aguacero.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Senders that keep the client rule (429, 503 and no answer: the same ids again, any other answer is final), until told to
 * end. Now and then one sends a request that has been acknowledged once more, or the same request twice at once.
 */
public final class LoadClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long RETRY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int BULK_BYTES = 256 * 1_024;
    private static final int AGAIN_OF_HUNDRED = 5;
    private static final int TWICE_OF_HUNDRED = 3;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final List<URI> doors;
    private final String key;
    private final ClientLog log;
    private final StallClock stalls = new StallClock();
    private final AtomicInteger turn = new AtomicInteger();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ending;
    private volatile boolean timesRefused;
    private volatile long giveUpAt = Long.MAX_VALUE;

    /**
     * How hard to press.
     *
     * @param senders at once
     * @param pause of a sender between two requests
     * @param resends whether some requests are sent again though acknowledged, or twice at once
     * @param bulky how many of the senders fill their requests up with 256 KiB of white space; every other one of them
     *     doesn't say beforehand how long its request is
     */
    public record Pressure(int senders, Duration pause, boolean resends, int bulky) {
        private Form form(int sender) {
            return sender < bulky ? new Form(BULK_BYTES, sender % 2 == 0) : new Form(0, true);
        }
    }

    /**
     * What a request looks like.
     *
     * @param padding bytes of white space
     * @param announced whether it says how long it is; otherwise it is sent in chunks
     */
    private record Form(int padding, boolean announced) {}

    /**
     * Begins to send.
     *
     * @param doors asked in turn
     * @param folder of the files that it writes, see {@code ClientRecord}
     * @param key with which events are posted
     * @param prefix of the ids
     * @param doorBroken whether requests may go without an answer
     */
    public LoadClient(
            List<URI> doors, String key, Path folder, String prefix, long seed, Pressure pressure, boolean doorBroken) {
        this.doors = List.copyOf(doors);
        this.key = key;
        this.log = new ClientLog(folder, doorBroken);
        for (int i = 0; i < pressure.senders(); i++) {
            // One that nothing else holds up while RabbitMQ is away.
            EventMix mix = new EventMix(prefix + "-" + i, seed * 1_000 + i, i == 0);
            Form form = pressure.form(i);
            senders.execute(() -> send(mix, pressure, form));
        }
    }

    /** Events acknowledged up to now. */
    public long acknowledged() {
        return log.acknowledgedEvents();
    }

    /** Requests up to now that were answered otherwise than by 202, or not at all. */
    public long refused() {
        return log.refusedRequests();
    }

    /** Whether the door may refuse events for their times now (422): they are sent again, as if it were broken. */
    public void refusalsOfTimes(boolean expected) {
        timesRefused = expected;
    }

    /**
     * Begins nothing new, and returns when each request has its final answer.
     *
     * @param patience after which those without one are given up
     */
    public LoadReport end(Duration patience) {
        giveUpAt = System.nanoTime() + patience.toNanos();
        ending = true;
        senders.shutdown();
        try {
            if (!senders.awaitTermination(patience.plus(TIMEOUT).plusSeconds(5).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("a sender hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return log.report();
    }

    @Override
    public void close() {
        if (!senders.isTerminated()) {
            var unused = end(Duration.ZERO);
        }
        stalls.close();
        log.close();
        http.close();
    }

    private void send(EventMix mix, Pressure pressure, Form form) {
        List<LoadEvent> before = List.of();
        while (!ending) {
            List<LoadEvent> events = new ArrayList<>();
            for (int i = mix.nextSize(); i > 0; i--) {
                events.add(mix.next());
            }
            log.attempted(events);
            if (pressure.resends() && mix.chance(TWICE_OF_HUNDRED)) {
                Thread twin = Thread.ofVirtual().start(() -> sendUntilFinal(events, form, false));
                sendUntilFinal(events, form, true);
                join(twin);
            } else {
                sendUntilFinal(events, form, true);
            }
            if (pressure.resends() && !before.isEmpty() && mix.chance(AGAIN_OF_HUNDRED)) {
                sendUntilFinal(before, form, false);
            }
            before = events;
            LockSupport.parkNanos(pressure.pause().toNanos());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of events that are sent for the first time it is written down that they are acknowledged. */
    private void sendUntilFinal(List<LoadEvent> events, Form form, boolean first) {
        List<LoadEvent> left = events;
        while (!left.isEmpty()) {
            left = sendOnce(left, form, first);
            if (!left.isEmpty()) {
                if (System.nanoTime() > giveUpAt) {
                    log.givenUp(first ? left.size() : 0);
                    return;
                }
                LockSupport.parkNanos(RETRY_PAUSE_NANOS);
            }
        }
    }

    /** Those that are to be sent again. */
    private List<LoadEvent> sendOnce(List<LoadEvent> events, Form form, boolean first) {
        HttpRequest request = request(events, form);
        long begin = System.nanoTime();
        long stalled = stalls.stalledNanos();
        boolean wrongClock = timesRefused;
        int status = 0;
        boolean retryAfter = false;
        List<LoadEvent> stored = List.of();
        List<LoadEvent> again = events;
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            status = response.statusCode();
            retryAfter = response.headers().firstValue("retry-after").isPresent();
            wrongClock |= timesRefused;
            Map<Integer, List<LoadEvent>> results =
                    status == 207 ? results(response.body(), events) : Map.of(status, events);
            stored = results.getOrDefault(202, List.of());
            again = List.of();
            for (Map.Entry<Integer, List<LoadEvent>> result : results.entrySet()) {
                int each = result.getKey();
                if (each == 429 || each == 503 || wrongClock && each == 422) {
                    again = Stream.concat(again.stream(), result.getValue().stream())
                            .toList();
                } else if (each != 202) {
                    status = each; // for good, also where others of the batch were taken
                }
            }
        } catch (IOException noAnswer) {
            // Status 0 says so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // How long the door had a large body before it answered can't be seen from here.
        boolean timed = form.padding() == 0;
        log.answered(
                status,
                retryAfter,
                System.nanoTime() - begin,
                stalls.stalledNanos() - stalled,
                timed,
                wrongClock,
                events.getFirst());
        if (first && !stored.isEmpty()) {
            log.acknowledged(stored);
        }
        return again;
    }

    /** Events of a batch by their own status. */
    private static Map<Integer, List<LoadEvent>> results(byte[] body, List<LoadEvent> events) throws IOException {
        Map<Integer, List<LoadEvent>> results = new TreeMap<>();
        for (JsonNode result : MAPPER.readTree(body).path("results")) {
            results.computeIfAbsent(result.path("status").asInt(), absent -> new ArrayList<>())
                    .add(events.get(result.path("index").asInt()));
        }
        return results;
    }

    private HttpRequest request(List<LoadEvent> events, Form form) {
        URI door =
                doors.get(Math.floorMod(turn.getAndIncrement(), doors.size())).resolve("/v1/events");
        boolean single = events.size() == 1 && form.padding() == 0;
        String body = single
                ? events.getFirst().cloudEvent()
                : events.stream()
                        .map(LoadEvent::cloudEvent)
                        .collect(Collectors.joining(",", "[", " ".repeat(form.padding()) + "]"));
        HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.ofString(body);
        return HttpRequest.newBuilder(door)
                .timeout(form.padding() == 0 ? TIMEOUT : TIMEOUT.multipliedBy(2))
                .header("authorization", "Bearer " + key)
                .header("content-type", single ? "application/cloudevents+json" : "application/cloudevents-batch+json")
                .POST(form.announced() ? publisher : HttpRequest.BodyPublishers.fromPublisher(publisher))
                .build();
    }
}
