package io.aguacero.localstack;

import io.aguacero.localstack.process.FreePorts;

/**
 * A RabbitMQ node as the other nodes and its clients see it, on loopback.
 *
 * @param name of the server, and of the Erlang node before its {@code @localhost}
 * @param port for clients
 * @param distributionPort for the other nodes
 */
public record RabbitMqNode(String name, int port, int distributionPort) {
    /** On free ports. */
    public static RabbitMqNode onFreePorts(String name) {
        return new RabbitMqNode(name, FreePorts.next(), FreePorts.next());
    }

    /** As Erlang calls it. */
    public String erlangName() {
        return name + "@localhost";
    }
}
