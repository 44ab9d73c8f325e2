package io.aguacero.simulation.pipeline;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.simulation.kernel.Faults;
import io.aguacero.simulation.kernel.Process;
import io.aguacero.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Whoever sends events: each event with its id, again and again until it is acknowledged, some of them once more after that.
 * The doors' clocks run sixty times as fast as the run, so that horizons pass within it.
 */
final class Clients {
    /** 2026-01-01T00:00:00Z in microseconds. */
    static final long START = 1_767_225_600_000_000L;

    /** Most events of a request. */
    static final int REQUEST_MAX = 12;

    private static final int CLOCK = 60;
    private static final int PATIENCE_MILLIS = 2_000;
    private static final long MILLI = 1_000_000;

    /** A status that an answer gave of one sending on one path. */
    record Claim(String attempt, DeliveryPath path, PathStatus status) {}

    private final World world;
    private final Timeline timeline;
    private final Faults faults;
    private final Random random;
    private final Set<String> acknowledged = new HashSet<>();
    private final List<Claim> claims = new ArrayList<>();
    private final int places;
    private long lastAccepted;
    private int open;
    private int ids;
    private boolean patient;

    Clients(World world) {
        this.world = world;
        this.timeline = world.timeline();
        this.faults = world.faults();
        this.random = timeline.random();
        this.places = 1 + random.nextInt(6);
    }

    /** Sends a number of requests over a time. */
    void load(int requests, long nanos) {
        for (int i = 0; i < requests; i++) {
            open++;
            timeline.after((long) (random.nextDouble() * nanos), () -> {
                List<EventEnvelope> events = new ArrayList<>();
                int size = 1 + random.nextInt(random.nextInt(4) == 0 ? REQUEST_MAX : 3);
                for (int event = 0; event < size; event++) {
                    events.add(fresh());
                }
                send(events, 0);
            });
        }
    }

    /** From now on nobody gives up before everything is acknowledged. */
    void becomePatient() {
        patient = true;
    }

    /** Whether everybody has an answer. */
    boolean done() {
        return open == 0;
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    List<Claim> claims() {
        return claims;
    }

    private EventEnvelope fresh() {
        long now = clock();
        EventEnvelope.Builder event = EventEnvelope.newBuilder()
                .setTenant("default")
                .setKind(Simulation.KIND)
                .setSource("urn:simulation")
                .setId("e" + ids++)
                .setKey("p" + random.nextInt(places));
        if (random.nextInt(3) == 0) {
            // Its own time, as far from now as the horizon lets it be sent again for a while.
            event.setTimeMicros(now + (random.nextInt(700) - 350) * 1_000_000L);
        }
        String level = random.nextInt(25) == 0 ? "\"high\"" : Double.toString((random.nextInt(2_001) - 1_000) / 10.0);
        return event.setPayload(ByteString.copyFromUtf8("{\"place\":\"%s\"%s}"
                        .formatted(event.getKey(), random.nextInt(5) == 0 ? "" : ",\"level\":" + level)))
                .build();
    }

    private long clock() {
        return START + timeline.now() / 1_000 * CLOCK;
    }

    /** The door stamps each event when it accepts it; no two alike, so that each sending can be told from the others. */
    private EventEnvelope stamped(EventEnvelope event) {
        lastAccepted =
                Math.max(lastAccepted + 1, clock() - (faults.happens("door's clock is behind") ? 20_000_000 : 0));
        EventEnvelope.Builder stamped = event.toBuilder().setAcceptedAtMicros(lastAccepted);
        return (event.getTimeMicros() == 0 ? stamped.setTimeMicros(lastAccepted) : stamped).build();
    }

    private void send(List<EventEnvelope> events, int tries) {
        List<EventEnvelope> sent = events.stream().map(this::stamped).toList();
        sent.forEach(world.attempts()::add);
        CompletableFuture<List<Delivery>> answer = new CompletableFuture<>();
        timeline.outside(PATIENCE_MILLIS * MILLI, () -> answer.complete(List.of()));
        if (!world.tiers().doorLives()) {
            timeline.outside(MILLI, () -> answer.complete(List.of()));
        } else if (!faults.happens("client's request lost")) {
            Process door = world.tiers().doorProcess();
            timeline.in(door, faults.latency("client's request late", 500), () -> accept(door, sent, answer));
        }
        var unused = answer.thenAccept(deliveries -> answered(events, deliveries, tries));
    }

    private void accept(Process door, List<EventEnvelope> sent, CompletableFuture<List<Delivery>> answer) {
        long arrived = timeline.now();
        var unused = world.tiers().accept(sent).thenAccept(deliveries -> {
            long took = timeline.now() - arrived;
            world.verdict().check(took <= Tiers.DOOR_MILLIS * MILLI, "an answer after " + took / MILLI + " ms");
            world.tiers().checkBounds();
            claim(sent, deliveries);
            if (door.alive() && !faults.happens("client's answer lost")) {
                timeline.outside(faults.micros(50, 500), () -> answer.complete(deliveries));
            }
        });
        timeline.in(
                door,
                (Tiers.DOOR_MILLIS + 1) * MILLI,
                () -> world.verdict().check(unused.toCompletableFuture().isDone(), "the door never answers"));
    }

    private void claim(List<EventEnvelope> sent, List<Delivery> deliveries) {
        for (int i = 0; i < sent.size(); i++) {
            String attempt = Attempts.key(sent.get(i));
            claims.add(new Claim(
                    attempt, DeliveryPath.KAFKA, deliveries.get(i).paths().kafka()));
            claims.add(new Claim(
                    attempt, DeliveryPath.RABBITMQ, deliveries.get(i).paths().rabbitmq()));
        }
    }

    private void answered(List<EventEnvelope> events, List<Delivery> deliveries, int tries) {
        List<EventEnvelope> again = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Delivery delivery = deliveries.isEmpty() ? null : deliveries.get(i);
            switch (delivery) {
                case Delivery.Delivered stored -> {
                    acknowledged.add(events.get(i).getId());
                    if (faults.happens("client sends again for nothing")) {
                        again.add(events.get(i));
                    }
                }
                case Delivery.Rejected(var paths, var code, var detail) ->
                    world.verdict().check(false, "refused for good: " + code + " " + detail);
                case null, default -> {
                    // Within the horizon, and only as long as the client cares.
                    if (patient || tries < 4 || random.nextInt(4) > 0) {
                        again.add(events.get(i));
                    }
                }
            }
        }
        if (again.isEmpty()) {
            open--;
        } else {
            timeline.outside((1 + random.nextInt(60)) * MILLI, () -> send(again, tries + 1));
        }
    }
}
