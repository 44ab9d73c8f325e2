package io.aguacero.rabbitwriter.lifecycle;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.BoundedSink;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.GuardedSink;
import io.aguacero.delivery.TracedSink;
import io.aguacero.delivery.metrics.MeteredSink;
import io.aguacero.rabbitwriter.BrokerState;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.aguacero.rabbitwriter.observability.RelayMetrics;
import io.aguacero.rabbitwriter.rabbit.RabbitEventSink;
import io.aguacero.rabbitwriter.relay.RelayLimits;
import io.aguacero.rabbitwriter.relay.RelayShards;
import io.aguacero.rabbitwriter.relay.kafka.JournalReader;
import io.aguacero.tracing.EventTracer;
import io.aguacero.tracing.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's parts, from the start to the stop, when the gRPC server has answered its last call. */
@ApplicationScoped
public class RabbitWriterLifecycle implements EventSink, Supplier<BrokerState> {
    private static final Logger LOG = LoggerFactory.getLogger(RabbitWriterLifecycle.class);
    private static final Set<DeliveryPath> RABBITMQ = Set.of(DeliveryPath.RABBITMQ);
    private static final Step PUBLISH = Step.publish(DeliveryPath.RABBITMQ.label(), Names.EVENTS_EXCHANGE);
    // The sink keeps its deadline by itself; this only speaks if that fails.
    private static final int GUARD_MILLIS = 250;

    private final RabbitEventSink rabbit;
    private final EventSink sink;
    private final EventTracer tracer;
    private volatile boolean stopping;
    private final RelayShards relayed;
    private final Optional<JournalReader> journal;

    RabbitWriterLifecycle(RabbitWriterConfig config, MeterRegistry registry) {
        tracer = EventTracer.of(config.tracing(), "rabbit-writer");
        rabbit = new RabbitEventSink(config, RabbitWriterLifecycle::refuse);
        BoundedSink bounded = new BoundedSink(
                TracedSink.around(rabbit, tracer, PUBLISH),
                config.inFlightEventsMax(),
                config.inFlightBytesMax().asLongValue(),
                RABBITMQ);
        Gauge.builder("aguacero.in.flight.events", bounded, BoundedSink::inFlightEvents)
                .description("Events without an answer of the broker")
                .tag("path", DeliveryPath.RABBITMQ.label())
                .register(registry);
        GuardedSink guarded = new GuardedSink(bounded, config.deadline().plusMillis(GUARD_MILLIS), RABBITMQ);
        sink = TracedSink.around(new MeteredSink(guarded, DeliveryPath.RABBITMQ, registry), tracer, Step.served());
        relayed = new RelayShards(
                tracer.on() ? this::followed : rabbit,
                new RelayLimits(
                        config.pack(),
                        config.packBytesMax().asLongValue(),
                        config.relay().waitingBytesMax().asLongValue(),
                        config.relay().backoffMax()),
                new RelayMetrics(registry));
        journal = config.relay().enabled() ? Optional.of(new JournalReader(config, relayed)) : Optional.empty();
    }

    /** A pack of the relay, whose events come from their records in the journal. */
    private CompletionStage<List<Delivery>> followed(int shard, List<EventEnvelope> pack) {
        return TracedSink.around(events -> rabbit.publish(shard, events), tracer, PUBLISH)
                .write(pack);
    }

    void start(@Observes StartupEvent event) {
        rabbit.start();
        journal.ifPresent(JournalReader::start);
    }

    /** The routers hear at once that no more is wanted here; what comes all the same is served until the end. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        LOG.info("stopping: told the routers");
        stopping = true;
    }

    /** When the gRPC server has answered its last call. */
    void stop(@Observes ShutdownEvent event) {
        journal.ifPresent(JournalReader::close);
        rabbit.close();
        LOG.info("stopping: confirms are in, disconnected from RabbitMQ");
        tracer.close();
    }

    private static void refuse(BrokerState.Foreign foreign) {
        LOG.error("Refusing to run: {}", foreign.reason());
        Quarkus.asyncExit(1);
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        return sink.write(batch);
    }

    @Override
    public BrokerState get() {
        return stopping ? new BrokerState.Down("the instance stops") : rabbit.state();
    }

    /** The shards that are relayed here. */
    @Produces
    @Singleton
    public RelayShards relayed() {
        return relayed;
    }
}
