package io.aguacero.localstack;

import java.util.List;

/**
 * A Kafka node as the other nodes and its clients see it, on loopback.
 *
 * @param id among the nodes, from 1
 * @param port for clients and other brokers
 * @param controllerPort for controllers
 * @param listeners further ones, for clients that come another way
 */
public record KafkaNode(int id, int port, int controllerPort, List<Listener> listeners) {
    /** Copies what could change. */
    public KafkaNode {
        listeners = List.copyOf(listeners);
    }

    /** A node without further listeners. */
    public static KafkaNode of(int id, int port, int controllerPort) {
        return new KafkaNode(id, port, controllerPort, List.of());
    }

    /**
     * A listener whose clients are told another port than its own: that of a proxy before it.
     *
     * @param name in capital letters
     * @param port where the broker listens
     * @param advertisedPort where clients are sent
     */
    public record Listener(String name, int port, int advertisedPort) {}
}
