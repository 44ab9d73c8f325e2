package io.aguacero.ingress.observability;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.ingress.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code aguacero_ingress_events_total{kind,outcome}}: outcome is {@code stored} or a refusal's code, kind is {@code
 * unknown} where there is none of that name. {@code aguacero_ingress_requests_total{outcome}}: {@code stored}, {@code
 * mixed}, {@code valid}, or a problem's code. Every counter is made at start, so that none is missing until it moves.
 */
@Singleton
public class IngressMeters {
    private static final String UNKNOWN = "unknown";

    private final Map<String, ByOutcome> events = new HashMap<>();
    private final ByOutcome unknownKind;
    private final ByOutcome requests;
    private final Counter mixedRequests;
    private final Counter validRequests;

    IngressMeters(MeterRegistry registry, KindCatalog kinds) {
        for (EventKind kind : kinds.kinds()) {
            events.put(kind.name(), eventsOf(registry, kind.name()));
        }
        unknownKind = eventsOf(registry, UNKNOWN);
        requests = new ByOutcome(outcome -> request(registry, outcome));
        mixedRequests = request(registry, "mixed");
        validRequests = request(registry, "valid");
    }

    /** Counts one event that a client was answered about. */
    public void event(Outcome outcome) {
        switch (outcome) {
            case Outcome.Stored stored -> of(stored.event().getKind()).stored.increment();
            case Outcome.NotTaken notTaken ->
                of(notTaken.kind()).refused(notTaken.refusal().code());
        }
    }

    /** Counts a request answered 202. */
    public void storedRequest() {
        requests.stored.increment();
    }

    /** Counts a request answered 207. */
    public void mixedRequest() {
        mixedRequests.increment();
    }

    /** Counts a request of which nothing was to be stored, and which was found valid. */
    public void validRequest() {
        validRequests.increment();
    }

    /** Counts a request answered with a problem. */
    public void refusedRequest(ErrorCode code) {
        requests.refused(code);
    }

    private ByOutcome of(@Nullable String kind) {
        return kind == null ? unknownKind : events.getOrDefault(kind, unknownKind);
    }

    private static ByOutcome eventsOf(MeterRegistry registry, String kind) {
        return new ByOutcome(outcome -> Counter.builder("aguacero.ingress.events")
                .description("Events by what clients were answered about them")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .register(registry));
    }

    private static Counter request(MeterRegistry registry, String outcome) {
        return Counter.builder("aguacero.ingress.requests")
                .description("Requests by their answer")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** One counter for what is stored, and one a code. */
    private static final class ByOutcome {
        private final Counter stored;
        private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);

        ByOutcome(Function<String, Counter> counters) {
            stored = counters.apply("stored");
            for (ErrorCode code : ErrorCode.values()) {
                refused.put(code, counters.apply(code.slug()));
            }
        }

        void refused(ErrorCode code) {
            Counter counter = refused.get(code);
            if (counter != null) {
                counter.increment();
            }
        }
    }
}
