package io.aguacero.ingress.config;

import io.aguacero.access.Gate;
import io.aguacero.access.KeyFileWatch;
import io.aguacero.access.KeysInForce;
import io.aguacero.access.RefusalLog;
import io.aguacero.access.metrics.AccessMeters;
import io.aguacero.access.tokens.IdentityProvider;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.GroupCommit;
import io.aguacero.delivery.GroupCommitLimits;
import io.aguacero.delivery.HopClient;
import io.aguacero.delivery.PeerLimits;
import io.aguacero.delivery.Peers;
import io.aguacero.delivery.TracedSink;
import io.aguacero.delivery.identity.HopSecurity;
import io.aguacero.delivery.identity.IdentityMeters;
import io.aguacero.delivery.metrics.HopMeters;
import io.aguacero.ingress.Admission;
import io.aguacero.ingress.EventIds;
import io.aguacero.ingress.hop.RestHop;
import io.aguacero.ingress.hop.SocketsFirst;
import io.aguacero.ingress.sums.DoorReport;
import io.aguacero.ingress.sums.DoorSums;
import io.aguacero.ingress.sums.SummingSink;
import io.aguacero.tracing.EventTracer;
import io.aguacero.tracing.Step;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Builds the door's parts from its configuration. */
@Singleton
public class DoorFactory {
    private static final Logger LOG = Logger.getLogger(DoorFactory.class);

    private final IngressConfig config;

    DoorFactory(IngressConfig config) {
        this.config = config;
        ConfigRules.check(config);
    }

    /** The clock that stamps arrivals. */
    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * The kinds in force.
     *
     * @throws IllegalStateException naming file, line and reason of everything that is wrong with them
     */
    @Produces
    @Singleton
    KindCatalog kinds() {
        return switch (KindCatalog.load(config.kindsDirectory())) {
            case KindLoading.Loaded(KindCatalog catalog) -> catalog;
            case KindLoading.Refused(var problems) ->
                throw new IllegalStateException(problems.stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(
                                "\n  ", "the event kinds in " + config.kindsDirectory() + " are refused:\n  ", "")));
        };
    }

    @Produces
    @Singleton
    KeysInForce keys(Clock clock) {
        return new KeysInForce(clock, System::nanoTime);
    }

    /**
     * Keeps the keys as their file says.
     *
     * @throws IllegalStateException if they can't be read, with everything that is wrong with them
     */
    @Produces
    @Singleton
    KeyFileWatch keyFile(KeysInForce keys) {
        try {
            return KeyFileWatch.start(config.keys().file(), config.keys().reloadEvery(), keys);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("aguacero.ingress.keys.file: " + e.getMessage(), e);
        }
    }

    void close(@Disposes KeyFileWatch keyFile) {
        keyFile.close();
    }

    /** Whose tokens are taken beside keys. */
    @Produces
    @Singleton
    IdentityProvider provider(Clock clock) {
        return IdentityProvider.of("aguacero.ingress", config.tokens(), clock, System::nanoTime);
    }

    void close(@Disposes IdentityProvider provider) {
        provider.close();
    }

    @Produces
    @Singleton
    Gate gate(KeysInForce keys, KeyFileWatch keyFile, IdentityProvider provider, MeterRegistry registry) {
        RefusalLog log = new RefusalLog(System::nanoTime);
        return new Gate(keys, provider.tokens(), new AccessMeters(registry, keys, keyFile, provider, log));
    }

    @Produces
    @Singleton
    Admission admission(KindCatalog kinds, Clock clock) {
        return new Admission(kinds, clock, new EventIds(clock));
    }

    /** Follows single events, if that is wanted. */
    @Produces
    @Singleton
    EventTracer tracer() {
        IngressConfig.Tracing given = config.tracing();
        return EventTracer.of(given, "ingress-api", given.ratio());
    }

    void close(@Disposes EventTracer tracer) {
        tracer.close();
    }

    /** How this door and the routers know each other. */
    @Produces
    @Singleton
    HopSecurity security(MeterRegistry registry) {
        HopSecurity security = HopSecurity.of("aguacero.ingress", config.identity());
        IdentityMeters.register(registry, security);
        return security;
    }

    void close(@Disposes HopSecurity security) {
        security.close();
    }

    /** The instances of router-api. */
    @Produces
    @Singleton
    Peers routers(Vertx vertx, HopSecurity security) {
        IngressConfig.Hop hop = config.hop();
        IngressConfig.Instances watch = hop.instances();
        PeerLimits limits = PeerLimits.of(watch.askEvery(), watch.silenceMax(), watch.resolveEvery());
        Peers routers =
                switch (hop.transport()) {
                    case GRPC -> new Peers("router-api", hop.router(), limits, vertx.nettyEventLoopGroup(), security);
                    case REST ->
                        new Peers(
                                "router-api",
                                hop.router(),
                                limits,
                                vertx.nettyEventLoopGroup(),
                                instance -> new RestHop(vertx, instance, hop.batchesInFlightMax()));
                };
        return routers.start();
    }

    void close(@Disposes Peers routers) {
        routers.close();
        LOG.info("stopping: closed the connections to the routers");
    }

    /** The way to the router: what gathers while calls are under way leaves as one call. */
    @Produces
    @Singleton
    @Typed(GroupCommit.class)
    GroupCommit hop(Peers routers, MeterRegistry registry, Vertx vertx, EventTracer tracer) {
        IngressConfig.Hop hop = config.hop();
        HopMeters.countPeers(registry, "router", routers);
        HopClient client = new HopClient(routers, hop.deadline(), EnumSet.allOf(DeliveryPath.class));
        return new GroupCommit(
                TracedSink.around(client, tracer, Step.call()),
                new GroupCommitLimits(
                        hop.batchEventsMax(),
                        hop.batchBytesMax().asLongValue(),
                        hop.batchesInFlightMax(),
                        hop.pendingEventsMax(),
                        hop.waitMax()),
                new HopMeters(registry, "router"),
                new SocketsFirst(vertx.nettyEventLoopGroup()));
    }

    @Produces
    @Singleton
    DoorSums sums() {
        return new DoorSums(config.sums().minutesMax(), config.sums().unresolvedMax());
    }

    /** Where events go: to the router, and into the sums when their answer is known. */
    @Produces
    @Singleton
    EventSink router(GroupCommit hop, DoorSums sums) {
        return new SummingSink(hop, sums);
    }

    @Produces
    @Singleton
    DoorReport report(GroupCommit hop, DoorSums sums, Clock clock) {
        IngressConfig.Sums told = config.sums();
        return new DoorReport(hop, sums, clock, config.instance(), told.interval(), told.closeTimeout());
    }

    /** From the start, so that what is accepted is told from the first event on. */
    void start(@Observes StartupEvent started, DoorReport report) {
        report.start();
    }

    /** After the last answer, while the router can still be reached. */
    void stop(@Observes ShutdownEvent stopping, DoorReport report) {
        report.close();
    }
}
