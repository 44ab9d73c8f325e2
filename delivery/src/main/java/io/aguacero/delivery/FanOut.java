package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.Delivery.Unavailable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Writes each event to every path of its route, all paths at the same time. An event is delivered only when each of them
 * has stored it: the worst status wins. What is to be relayed is marked, for the relay to find it in Kafka.
 */
public final class FanOut implements EventSink {
    private final Function<EventEnvelope, Route> routing;
    private final Map<DeliveryPath, EventSink> sinks;

    /**
     * @param routing quick
     * @param sinks one for each path that a route may name; each keeps its own deadline
     */
    public FanOut(Function<EventEnvelope, Route> routing, Map<DeliveryPath, EventSink> sinks) {
        this.routing = routing;
        this.sinks = new EnumMap<>(sinks);
    }

    /** What one path gets of a batch, and from where in the batch each of it is. */
    private record Branch(DeliveryPath path, List<EventEnvelope> events, int[] positions) {
        Branch(DeliveryPath path, int batchEvents) {
            this(path, new ArrayList<>(batchEvents), new int[batchEvents]);
        }

        void add(EventEnvelope event, int position) {
            positions[events.size()] = position;
            events.add(event);
        }
    }

    /** The answers of one branch. */
    private record Answered(Branch branch, List<Delivery> deliveries) {}

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        List<Route> routes = batch.stream().map(routing).toList();
        CompletableFuture<List<Answered>> all = CompletableFuture.completedFuture(List.of());
        for (Branch branch : branches(batch, routes)) {
            all = all.thenCombine(written(branch), FanOut::plus);
        }
        return all.thenApply(answered -> merge(routes, answered));
    }

    private List<Branch> branches(List<EventEnvelope> batch, List<Route> routes) {
        Map<DeliveryPath, Branch> branches = new EnumMap<>(DeliveryPath.class);
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i) instanceof Route.To to) {
                EventEnvelope event = marked(batch.get(i), to);
                for (DeliveryPath path : to.paths()) {
                    branches.computeIfAbsent(path, each -> new Branch(each, batch.size()))
                            .add(event, i);
                }
            }
        }
        return List.copyOf(branches.values());
    }

    /** The event as it is written: the name of the path that the relay brings level, or none whatever came in. */
    private static EventEnvelope marked(EventEnvelope event, Route.To to) {
        String relay = to.relayed().isEmpty() ? "" : DeliveryPath.RABBITMQ.label();
        return event.getRelay().equals(relay)
                ? event
                : event.toBuilder().setRelay(relay).build();
    }

    private CompletableFuture<Answered> written(Branch branch) {
        EventSink sink = sinks.get(branch.path());
        if (sink == null) {
            throw new IllegalStateException("no sink for path " + branch.path().label());
        }
        return GuardedSink.guarded(sink, branch.events(), Set.of(branch.path()))
                .thenApply(deliveries -> new Answered(branch, deliveries));
    }

    private static List<Answered> plus(List<Answered> some, Answered another) {
        List<Answered> more = new ArrayList<>(some);
        more.add(another);
        return more;
    }

    private static List<Delivery> merge(List<Route> routes, List<Answered> answered) {
        List<Map<DeliveryPath, Delivery>> byEvent = new ArrayList<>(routes.size());
        for (int i = 0; i < routes.size(); i++) {
            byEvent.add(new EnumMap<>(DeliveryPath.class));
        }
        for (Answered one : answered) {
            for (int i = 0; i < one.deliveries().size(); i++) {
                byEvent.get(one.branch().positions()[i])
                        .put(one.branch().path(), one.deliveries().get(i));
            }
        }
        List<Delivery> merged = new ArrayList<>(routes.size());
        for (int i = 0; i < routes.size(); i++) {
            merged.add(
                    switch (routes.get(i)) {
                        case Route.To to -> WorstStatus.of(byEvent.get(i), to.relayed());
                        case Route.Nowhere(ErrorCode code, String detail) ->
                            new Rejected(PathStates.NONE, code, detail);
                        case Route.Closed(Set<DeliveryPath> paths, String detail) ->
                            new Unavailable(
                                    PathStates.on(paths, PathStatus.NOT_STORED), ErrorCode.PATH_UNAVAILABLE, detail);
                    });
        }
        return merged;
    }
}
