package io.aguacero.aggregation.reading;

import io.aguacero.aggregation.ApplyFollower;
import io.aguacero.aggregation.LogRecord;
import io.aguacero.aggregation.ShardStep;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.tracing.EventSpan;
import io.aguacero.tracing.EventTracer;
import io.aguacero.tracing.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Makes a span of each followed event's way into the store; a try that fails has a span of its own. */
final class TracedApplies implements ApplyFollower {
    private final EventTracer tracer;
    private final Step step;

    private TracedApplies(EventTracer tracer, Step step) {
        this.tracer = tracer;
        this.step = step;
    }

    static ApplyFollower of(EventTracer tracer, DeliveryPath path) {
        return tracer.on() ? new TracedApplies(tracer, Step.process(path.label(), Names.EVENTS_TOPIC)) : NONE;
    }

    /** An event that is followed, and its place among those of the call. */
    private record Followed(int place, EventSpan span) {}

    @Override
    public Following begin(int shard, List<LogRecord> records) {
        List<Followed> followed = new ArrayList<>();
        int events = records.stream().mapToInt(one -> one.events().size()).sum();
        int place = 0;
        for (LogRecord one : records) {
            for (DecodedEvent decoded : one.events()) {
                if (decoded instanceof DecodedEvent.Readable(EventEnvelope event)
                        && !event.getTraceparent().isEmpty()) {
                    EventSpan first =
                            followed.isEmpty() ? null : followed.getFirst().span();
                    EventSpan span = tracer.step(step, event, events, first);
                    span.note("messaging.destination.partition.id", Integer.toString(shard));
                    span.note("aguacero.offset", one.offset());
                    followed.add(new Followed(place, span));
                }
                place++;
            }
        }
        return followed.isEmpty() ? Following.NONE : (ended, fates) -> end(followed, ended, fates);
    }

    private static void end(List<Followed> followed, ShardStep ended, Supplier<List<Fate>> fates) {
        if (!(ended instanceof ShardStep.Applied)) {
            followed.forEach(one -> one.span().fail("not-applied"));
            return;
        }
        List<Fate> all = fates.get();
        for (Followed one : followed) {
            Fate fate = all.get(one.place());
            one.span()
                    .note(
                            "aguacero.outcome",
                            fate.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            if (fate == Fate.DEAD_LETTERED) {
                one.span().fail("dead-lettered");
            } else {
                one.span().end();
            }
        }
    }
}
