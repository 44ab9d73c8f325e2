package io.aguacero.router.lifecycle;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.aguacero.contracts.kinds.KindProblem;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.FanOut;
import io.aguacero.delivery.GroupCommit;
import io.aguacero.delivery.GroupCommitLimits;
import io.aguacero.delivery.GuardedSink;
import io.aguacero.delivery.HopClient;
import io.aguacero.delivery.PathGate;
import io.aguacero.delivery.PeerLimits;
import io.aguacero.delivery.PeerState;
import io.aguacero.delivery.Peers;
import io.aguacero.delivery.TracedSink;
import io.aguacero.delivery.identity.HopSecurity;
import io.aguacero.delivery.metrics.HopMeters;
import io.aguacero.router.ClockGate;
import io.aguacero.router.KindRouting;
import io.aguacero.router.config.RouterConfig;
import io.aguacero.router.grpc.RouterGate;
import io.aguacero.tracing.EventTracer;
import io.aguacero.tracing.Step;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's parts: routing by the kinds in force, and a group commit towards each writer. */
@ApplicationScoped
public class RouterLifecycle implements EventSink, Supplier<PeerState> {
    private static final Logger LOG = LoggerFactory.getLogger(RouterLifecycle.class);

    private static final Duration CLOCKS_SAID_EVERY = Duration.ofSeconds(10);

    private final RouterConfig config;
    private final MeterRegistry registry;
    private final EventTracer tracer;
    private final EventSink fanOut;
    private final Map<DeliveryPath, Peers> writers;
    private final int kinds;
    private volatile boolean stopping;

    RouterLifecycle(RouterConfig config, MeterRegistry registry, Vertx vertx, RouterGate callers) {
        this.config = config;
        this.registry = registry;
        this.tracer = EventTracer.of(config.tracing(), "router-api");
        KindCatalog catalog =
                switch (KindCatalog.load(config.kindsDirectory())) {
                    case KindLoading.Loaded(KindCatalog loaded) -> loaded;
                    case KindLoading.Refused(List<KindProblem> problems) ->
                        throw new IllegalStateException("aguacero.router.kinds-directory: "
                                + problems.stream().map(KindProblem::toString).collect(Collectors.joining("; ")));
                };
        this.kinds = catalog.kinds().size();
        RouterConfig.Instances watch = config.writers().instances();
        PeerLimits watched = PeerLimits.of(watch.askEvery(), watch.silenceMax(), watch.resolveEvery());
        EventLoopGroup loops = vertx.nettyEventLoopGroup();
        HopSecurity security = callers.security();
        this.writers = Map.of(
                DeliveryPath.KAFKA,
                new Peers("kafka-writer", config.writers().kafka(), watched, loops, security),
                DeliveryPath.RABBITMQ,
                new Peers("rabbit-writer", config.writers().rabbitmq(), watched, loops, security));
        KindRouting routing = new KindRouting(catalog);
        PathGate gate = new PathGate(writers);
        ClockGate clocks = clockGate();
        FanOut paths = new FanOut(
                event -> gate.through(clocks.through(event, routing.route(event))),
                Map.of(
                        DeliveryPath.KAFKA, hop(DeliveryPath.KAFKA, "kafka-writer"),
                        DeliveryPath.RABBITMQ, hop(DeliveryPath.RABBITMQ, "rabbit-writer")));
        this.fanOut = TracedSink.around(paths, tracer, Step.served());
    }

    private ClockGate clockGate() {
        Counter refused = Counter.builder("aguacero.clock.refused.events")
                .description("Events refused because their door's clock is far from this one")
                .register(registry);
        AtomicLong saidAt = new AtomicLong(System.nanoTime() - CLOCKS_SAID_EVERY.toNanos());
        return new ClockGate(InstantSource.system(), config.clocksApartMax(), seconds -> {
            refused.increment();
            long said = saidAt.get();
            long now = System.nanoTime();
            if (now - said >= CLOCKS_SAID_EVERY.toNanos() && saidAt.compareAndSet(said, now)) {
                LOG.warn("a door's clock is wrong, or this one: events are refused, seconds-ahead={}", seconds);
            }
        });
    }

    private EventSink hop(DeliveryPath path, String writer) {
        RouterConfig.Writers limits = config.writers();
        Peers peers = writers.get(path);
        Gauge.builder("aguacero.path.up", peers, known -> known.get() instanceof PeerState.Up ? 1 : 0)
                .description(
                        "1 while the path takes events; while it doesn't, no path of its events' routes is written to")
                .tag("path", path.label())
                .register(registry);
        HopMeters.countPeers(registry, writer, peers);
        HopClient client = new HopClient(peers, limits.callDeadline(), Set.of(path));
        GroupCommit group = new GroupCommit(
                TracedSink.around(client, tracer, Step.call()),
                new GroupCommitLimits(
                        limits.batchEventsMax(),
                        limits.batchBytesMax().asLongValue(),
                        limits.batchesInFlightMax(),
                        limits.pendingEventsMax(),
                        limits.waitMax()),
                new HopMeters(registry, writer));
        Gauge.builder("aguacero.hop.pending.events", group, GroupCommit::pendingEvents)
                .description("Events that wait for a call")
                .tag("hop", writer)
                .register(registry);
        return new GuardedSink(group, limits.deadline(), Set.of(path));
    }

    /** Makes the parts at the start, so that broken kinds stop it. */
    void start(@Observes StartupEvent event) {
        writers.values().forEach(Peers::start);
        LOG.info("routing kinds={}", kinds);
    }

    /** The doors hear at once that no more is wanted here; what comes all the same is served until the end. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        LOG.info("stopping: told the doors");
        stopping = true;
    }

    /** When the gRPC server has answered its last call. */
    void stop(@Observes ShutdownEvent event) {
        writers.values().forEach(Peers::close);
        LOG.info("stopping: closed the connections to the writers");
        tracer.close();
    }

    @Override
    public PeerState get() {
        return stopping ? new PeerState.Down("the instance stops") : PeerState.UP;
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        return fanOut.write(batch);
    }
}
