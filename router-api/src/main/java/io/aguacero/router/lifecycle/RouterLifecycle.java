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
import io.aguacero.delivery.metrics.HopMeters;
import io.aguacero.router.KindRouting;
import io.aguacero.router.config.RouterConfig;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's parts: routing by the kinds in force, and a group commit towards each writer. */
@ApplicationScoped
public class RouterLifecycle implements EventSink {
    private static final Logger LOG = LoggerFactory.getLogger(RouterLifecycle.class);

    private final RouterConfig config;
    private final MeterRegistry registry;
    private final FanOut fanOut;
    private final int kinds;

    RouterLifecycle(
            RouterConfig config,
            @GrpcClient("kafka-writer") Channel kafkaWriter,
            @GrpcClient("rabbit-writer") Channel rabbitWriter,
            MeterRegistry registry) {
        this.config = config;
        this.registry = registry;
        KindCatalog catalog =
                switch (KindCatalog.load(config.kindsDirectory())) {
                    case KindLoading.Loaded(KindCatalog loaded) -> loaded;
                    case KindLoading.Refused(List<KindProblem> problems) ->
                        throw new IllegalStateException("aguacero.router.kinds-directory: "
                                + problems.stream().map(KindProblem::toString).collect(Collectors.joining("; ")));
                };
        this.kinds = catalog.kinds().size();
        this.fanOut = new FanOut(
                new KindRouting(catalog)::route,
                Map.of(
                        DeliveryPath.KAFKA, hop(DeliveryPath.KAFKA, "kafka-writer", kafkaWriter),
                        DeliveryPath.RABBITMQ, hop(DeliveryPath.RABBITMQ, "rabbit-writer", rabbitWriter)));
    }

    private EventSink hop(DeliveryPath path, String writer, Channel channel) {
        RouterConfig.Writers limits = config.writers();
        GroupCommit group = new GroupCommit(
                new HopClient((ManagedChannel) channel, limits.callDeadline(), Set.of(path)),
                new GroupCommitLimits(
                        limits.batchEventsMax(),
                        limits.batchBytesMax().asLongValue(),
                        limits.batchesInFlightMax(),
                        limits.pendingEventsMax()),
                new HopMeters(registry, writer));
        Gauge.builder("aguacero.hop.pending.events", group, GroupCommit::pendingEvents)
                .description("Events that wait for a call")
                .tag("hop", writer)
                .register(registry);
        return new GuardedSink(group, limits.deadline(), Set.of(path));
    }

    /** Makes the parts at the start, so that broken kinds stop it. */
    void start(@Observes StartupEvent event) {
        LOG.info("routing kinds={}", kinds);
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        return fanOut.write(batch);
    }
}
