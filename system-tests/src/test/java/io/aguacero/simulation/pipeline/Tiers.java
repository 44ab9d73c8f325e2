package io.aguacero.simulation.pipeline;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.BatchListener;
import io.aguacero.delivery.BoundedSink;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.FanOut;
import io.aguacero.delivery.GroupCommit;
import io.aguacero.delivery.GroupCommitLimits;
import io.aguacero.delivery.GuardedSink;
import io.aguacero.delivery.HopService;
import io.aguacero.delivery.PeerState;
import io.aguacero.kafkawriter.kafka.KafkaEventSink;
import io.aguacero.rabbitwriter.rabbit.RabbitEventSink;
import io.aguacero.router.KindRouting;
import io.aguacero.simulation.kernel.Process;
import io.aguacero.simulation.kernel.Timeline;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** Door, router and writers, put together as their services do it, with shorter times. */
final class Tiers {
    static final int DOOR_MILLIS = 1_000;
    static final int DELIVERY_MILLIS = 600;

    private static final int ROUTER_MILLIS = 900;
    private static final int WRITER_MILLIS = 700;
    private static final int GUARD_MILLIS = 50;
    private static final Duration WAIT_MAX = Duration.ofMillis(DOOR_MILLIS);
    private static final long BYTES_MAX = 100_000;
    private static final Set<DeliveryPath> ALL = EnumSet.allOf(DeliveryPath.class);

    private final World world;
    private final Timeline timeline;
    private final int batchMax;
    private final int callsMax;
    private final int pendingMax;
    private final int inFlightMax;
    private final int pack;
    private final Hop.Server kafkaWriter = new Hop.Server();
    private final Hop.Server rabbitWriter = new Hop.Server();
    private final Hop.Server router = new Hop.Server();
    private final Map<String, Process> running = new LinkedHashMap<>();
    private final Map<String, Bound> bounds = new LinkedHashMap<>();
    private EventSink door = batch -> new CompletableFuture<>();

    /** Something that waits, by whoever it waits for, and how much of it there may be. */
    private record Bound(java.util.function.LongSupplier waiting, long max) {}

    Tiers(World world) {
        this.world = world;
        this.timeline = world.timeline();
        RandomGenerator random = timeline.random();
        batchMax = 1 + random.nextInt(20);
        callsMax = 1 + random.nextInt(3);
        // The largest request fits, so that it gets through once it is quiet.
        pendingMax = Math.max(batchMax, Clients.REQUEST_MAX) + random.nextInt(30);
        inFlightMax = batchMax + random.nextInt(40);
        pack = 1 + random.nextInt(8);
        names().forEach(this::start);
    }

    /** The processes there are to be. */
    static List<String> names() {
        return List.of("kafka-writer", "rabbit-writer", "router", "door");
    }

    /** Kills a process; nothing serves its tier then. */
    void kill(String name) {
        Process process = running.remove(name);
        if (process != null) {
            timeline.note(name + " is killed");
            bounds.keySet().removeIf(bound -> bound.startsWith(name));
            process.kill();
        }
    }

    /** Starts a process that isn't running. */
    void start(String name) {
        if (running.containsKey(name)) {
            return;
        }
        Process process = new Process(name);
        running.put(name, process);
        timeline.as(process, () -> {
            switch (name) {
                case "kafka-writer" -> kafkaWriter.serve(process, service(kafkaWriter(), DeliveryPath.KAFKA));
                case "rabbit-writer" -> rabbitWriter.serve(process, service(rabbitWriter(), DeliveryPath.RABBITMQ));
                case "router" -> router.serve(process, new HopService(router(), batchMax, ALL, () -> PeerState.UP));
                default -> door = door();
            }
        });
    }

    /** The process of the door, or one that is dead. */
    boolean doorLives() {
        return running.containsKey("door");
    }

    Process doorProcess() {
        return running.get("door");
    }

    /** What the door does with events that it has accepted. */
    CompletionStage<List<Delivery>> accept(List<EventEnvelope> events) {
        return door.write(events);
    }

    /** That nothing waits beyond its bound. */
    void checkBounds() {
        bounds.forEach((name, bound) ->
                world.verdict().check(bound.waiting().getAsLong() <= bound.max(), name + ": more than " + bound.max()));
    }

    /** That nothing waits at all. */
    void checkNothingIsLeft() {
        bounds.forEach((name, bound) -> world.verdict()
                .check(
                        bound.waiting().getAsLong() == 0,
                        name + " still holds " + bound.waiting().getAsLong()));
    }

    private HopService service(EventSink sink, DeliveryPath path) {
        return new HopService(sink, batchMax, Set.of(path), () -> PeerState.UP);
    }

    private EventSink door() {
        return guarded(
                group("door", new Hop(world, router, ALL, DOOR_MILLIS - 20, batchMax, callsMax)), DOOR_MILLIS, ALL);
    }

    private EventSink router() {
        return new FanOut(
                new KindRouting(world.kinds())::route,
                Map.of(
                        DeliveryPath.KAFKA, path(DeliveryPath.KAFKA, kafkaWriter),
                        DeliveryPath.RABBITMQ, path(DeliveryPath.RABBITMQ, rabbitWriter)));
    }

    private EventSink path(DeliveryPath path, Hop.Server writer) {
        Hop hop = new Hop(world, writer, Set.of(path), ROUTER_MILLIS - 20, batchMax, callsMax);
        return guarded(group("router to " + path.label(), hop), ROUTER_MILLIS, Set.of(path));
    }

    private GroupCommit group(String name, Hop hop) {
        GroupCommit group = new GroupCommit(
                hop, new GroupCommitLimits(batchMax, BYTES_MAX, callsMax, pendingMax, WAIT_MAX), BatchListener.NONE);
        bounds.put(name, new Bound(group::pendingEvents, pendingMax));
        return group;
    }

    private EventSink kafkaWriter() {
        KafkaEventSink kafka = new KafkaEventSink(
                world.kafka().producer(),
                new Shards(World.SHARDS),
                Duration.ofMillis(DELIVERY_MILLIS),
                world.kafka()::state);
        return guarded(bounded("kafka-writer", kafka, DeliveryPath.KAFKA), WRITER_MILLIS, Set.of(DeliveryPath.KAFKA));
    }

    private EventSink rabbitWriter() {
        RabbitEventSink rabbit = new RabbitEventSink(
                new WriterSettings(World.SHARDS, Duration.ofMillis(WRITER_MILLIS), pack),
                foreign -> world.verdict().check(false, "the streams are called foreign"));
        rabbit.start();
        return guarded(
                bounded("rabbit-writer", rabbit, DeliveryPath.RABBITMQ),
                WRITER_MILLIS + GUARD_MILLIS,
                Set.of(DeliveryPath.RABBITMQ));
    }

    private BoundedSink bounded(String name, EventSink sink, DeliveryPath path) {
        BoundedSink bounded = new BoundedSink(sink, inFlightMax, BYTES_MAX, Set.of(path));
        bounds.put(name, new Bound(bounded::inFlightEvents, inFlightMax));
        return bounded;
    }

    private static EventSink guarded(EventSink sink, int millis, Set<DeliveryPath> paths) {
        return new GuardedSink(sink, Duration.ofMillis(millis), paths);
    }
}
