package io.aguacero.kafkawriter.lifecycle;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.BoundedSink;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.GuardedSink;
import io.aguacero.delivery.TracedSink;
import io.aguacero.delivery.metrics.MeteredSink;
import io.aguacero.kafkawriter.TopicState;
import io.aguacero.kafkawriter.config.KafkaWriterConfig;
import io.aguacero.kafkawriter.kafka.KafkaEventSink;
import io.aguacero.kafkawriter.kafka.TopicWatch;
import io.aguacero.tracing.EventTracer;
import io.aguacero.tracing.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's parts, from the start, when the connector has made the channel's producer, to the stop, when the gRPC
 * server has answered its last call.
 */
@ApplicationScoped
public class KafkaWriterLifecycle implements EventSink, Supplier<TopicState> {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaWriterLifecycle.class);
    private static final Set<DeliveryPath> KAFKA = Set.of(DeliveryPath.KAFKA);
    private static final String CHANNEL = "events";

    private final KafkaWriterConfig config;
    private final KafkaClientService clients;
    private final Map<String, Object> broker;
    private final MeterRegistry registry;
    private final EventTracer tracer;
    private @Nullable TopicWatch watch;
    private @Nullable KafkaEventSink kafka;
    private volatile @Nullable EventSink sink;
    private volatile boolean stopping;

    /**
     * @param declared makes the connector manage the channel's client. Nothing is sent through it: per event it costs
     *     three to five times as much as the client itself.
     * @param broker where the brokers are, and how to reach them: all {@code kafka.*} settings
     */
    KafkaWriterLifecycle(
            KafkaWriterConfig config,
            @Channel(CHANNEL) MutinyEmitter<byte[]> declared,
            KafkaClientService clients,
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            MeterRegistry registry) {
        this.config = config;
        this.clients = clients;
        this.broker = broker;
        this.registry = registry;
        this.tracer = EventTracer.of(config.tracing(), "kafka-writer");
    }

    void start(@Observes StartupEvent event) {
        Producer<byte[], byte[]> producer =
                clients.<byte[], byte[]>getProducer(CHANNEL).unwrap();
        watch = new TopicWatch(
                admin(), producer, config.shards(), config.replicationMax(), config.probeTimeout(), this::refuse);
        kafka = new KafkaEventSink(producer, new Shards(config.shards()), config.deliveryTimeout(), watch);
        Step publish = Step.publish(DeliveryPath.KAFKA.label(), Names.EVENTS_TOPIC);
        BoundedSink bounded = new BoundedSink(
                TracedSink.around(kafka, tracer, publish),
                config.inFlightEventsMax(),
                config.inFlightBytesMax().asLongValue(),
                KAFKA);
        Gauge.builder("aguacero.in.flight.events", bounded, BoundedSink::inFlightEvents)
                .description("Events without an answer of the broker")
                .tag("path", DeliveryPath.KAFKA.label())
                .register(registry);
        MeteredSink metered =
                new MeteredSink(new GuardedSink(bounded, config.deadline(), KAFKA), DeliveryPath.KAFKA, registry);
        sink = TracedSink.around(metered, tracer, Step.served());
        watch.start(config.probeInterval(), kafka);
    }

    private Admin admin() {
        Map<String, Object> settings = new HashMap<>(broker);
        int timeoutMillis = Math.toIntExact(config.probeTimeout().toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return Admin.create(settings);
    }

    private void refuse(TopicState.Foreign foreign) {
        LOG.error("Refusing to run: {}", foreign.reason());
        Quarkus.asyncExit(1);
    }

    /** The routers hear at once that no more is wanted here; what comes all the same is served until the end. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        LOG.info("stopping: told the routers");
        stopping = true;
    }

    /** When the gRPC server has answered its last call, and before the connector closes the producer. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        if (kafka != null) {
            kafka.close();
            LOG.info("stopping: flushed the producer");
        }
        if (watch != null) {
            watch.close();
            LOG.info("stopping: closed the watch over the topic");
        }
        tracer.close();
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        EventSink started = sink;
        if (started == null) {
            throw new IllegalStateException("called before the start");
        }
        return started.write(batch);
    }

    @Override
    public TopicState get() {
        if (stopping) {
            return new TopicState.Down("the instance stops");
        }
        return watch == null ? new TopicState.Down("not started") : watch.get();
    }
}
