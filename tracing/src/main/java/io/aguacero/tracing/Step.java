package io.aguacero.tracing;

import java.util.Map;

/**
 * A step that events take, named by OpenTelemetry's semantic conventions.
 *
 * @param name of its spans: one of few, never an event's own
 * @param attributes of every span
 */
public record Step(String name, Role role, Map<String, String> attributes) {
    private static final String OPERATION = "messaging.operation.name";
    private static final String OPERATION_TYPE = "messaging.operation.type";
    private static final String SYSTEM = "messaging.system";
    private static final String DESTINATION = "messaging.destination.name";
    private static final Map<String, String> DELIVER =
            Map.of("rpc.system", "grpc", "rpc.service", "aguacero.v1.EventHop", "rpc.method", "Deliver");

    /** On which side of what it is. */
    public enum Role {
        /** A request is answered. */
        SERVER,
        /** A request is made. */
        CLIENT,
        /** A message is published. */
        PRODUCER,
        /** A message is taken in. */
        CONSUMER
    }

    /** Copies what could change. */
    public Step {
        attributes = Map.copyOf(attributes);
    }

    /** A request of a route, such as {@code /v1/tweets}, is answered. */
    public static Step request(String route) {
        return new Step(
                "POST " + route,
                Role.SERVER,
                Map.of("http.request.method", "POST", "http.route", route, "url.path", route));
    }

    /** A batch is given to the next service. */
    public static Step call() {
        return new Step("aguacero.v1.EventHop/Deliver", Role.CLIENT, DELIVER);
    }

    /** A batch is taken from the service before. */
    public static Step served() {
        return new Step("aguacero.v1.EventHop/Deliver", Role.SERVER, DELIVER);
    }

    /**
     * An event is published and waits for the broker's confirmation.
     *
     * @param system {@code kafka} or {@code rabbitmq}
     */
    public static Step publish(String system, String destination) {
        return new Step(
                "publish " + destination,
                Role.PRODUCER,
                Map.of(SYSTEM, system, DESTINATION, destination, OPERATION, "publish", OPERATION_TYPE, "send"));
    }

    /**
     * An event is applied to the store.
     *
     * @param system {@code kafka} or {@code rabbitmq}
     */
    public static Step process(String system, String destination) {
        return new Step(
                "process " + destination,
                Role.CONSUMER,
                Map.of(SYSTEM, system, DESTINATION, destination, OPERATION, "process", OPERATION_TYPE, "process"));
    }
}
