package io.aguacero.aggregation.reading;

import io.aguacero.aggregation.ApplyListener;
import io.aguacero.aggregation.checkpoint.CheckpointListener;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** A consumer's metrics; {@code docs/observability.md} is their reference. */
public final class PathMetrics implements ApplyListener, CheckpointListener {
    private static final String PATH = "path";
    private static final String OUTCOME = "outcome";
    private static final String FROM = "from";

    private final MeterRegistry registry;
    private final Tags tags;
    private final Timer doorToStore;

    /** Metrics of one path. */
    public PathMetrics(MeterRegistry registry, DeliveryPath path) {
        this.registry = registry;
        this.tags = Tags.of(PATH, path.label());
        this.doorToStore = Timer.builder("aguacero_door_to_store")
                .description("From the door's acceptance of an event to its being counted in the store.")
                .tags(tags)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(registry);
        registry.counter("aguacero_duplicate_events", tags).increment(0);
        for (Outcome outcome : Outcome.values()) {
            registry.counter("aguacero_checkpoints", tags.and(OUTCOME, outcome.label()))
                    .increment(0);
        }
        for (Source source : Source.values()) {
            registry.counter("aguacero_restores", tags.and(FROM, source.label()))
                    .increment(0);
        }
        // A counter that begins to exist with its first dead letter would hide that one from every alert on its growth.
        for (ErrorCode code : ErrorCode.values()) {
            switch (code.category()) {
                case INVALID, NOT_FOUND, UNPROCESSABLE, TOO_LARGE ->
                    registry.counter("aguacero_dead_letters", tags.and("code", code.slug()))
                            .increment(0);
                case UNAUTHENTICATED, FORBIDDEN, OVER_QUOTA, METHOD, CONFLICT, MEDIA_TYPE, GONE, UNAVAILABLE -> {}
            }
        }
    }

    @Override
    public void applied(String kind, int counted, int duplicates) {
        registry.counter("aguacero_applied_events", tags.and("kind", kind)).increment(counted);
        registry.counter("aguacero_duplicate_events", tags).increment(duplicates);
    }

    @Override
    public void doorToStore(Duration elapsed) {
        doorToStore.record(elapsed);
    }

    @Override
    public void deadLettered(String code) {
        registry.counter("aguacero_dead_letters", tags.and("code", code)).increment();
    }

    @Override
    public void taken(Outcome outcome) {
        registry.counter("aguacero_checkpoints", tags.and(OUTCOME, outcome.label()))
                .increment();
    }

    @Override
    public void restored(Source source) {
        registry.counter("aguacero_restores", tags.and(FROM, source.label())).increment();
    }

    @Override
    public void position(long next) {
        // The lag is read from the reader, which knows the log's end too.
    }

    /** Shows a reader's lag and whether it is halted, until {@link #forget}. */
    List<Meter.Id> watch(LogReader reader) {
        Tags shard = tags.and("shard", Integer.toString(reader.shard()));
        return List.of(
                Gauge.builder("aguacero_lag_events", reader, LogReader::lag)
                        .description("Records known to be in the shard's log and not yet applied.")
                        .tags(shard)
                        .register(registry)
                        .getId(),
                Gauge.builder("aguacero_checkpoint_age", reader, LogReader::checkpointAge)
                        .description("Since the shard's newest checkpoint was taken; NaN while none is known.")
                        .baseUnit("seconds")
                        .tags(shard)
                        .register(registry)
                        .getId(),
                Gauge.builder(
                                "aguacero_shard_halted",
                                reader,
                                halted -> halted.state().phase() == ReaderState.Phase.HALTED ? 1 : 0)
                        .description("1 while the shard stands still because going on would make the numbers wrong.")
                        .tags(shard)
                        .register(registry)
                        .getId());
    }

    void forget(List<Meter.Id> meters) {
        meters.forEach(registry::remove);
    }
}
