package io.aguacero.localstack.supervisor;

import java.util.List;
import java.util.Locale;

/** The services, in the order in which they stop: the door first, what it needs after it. */
enum Service {
    INGRESS_API(0, 20),
    ROUTER_API(1, 21),
    KAFKA_WRITER(2, 22, "kafka"),
    RABBIT_WRITER(3, 23, "rabbitmq"),
    KAFKA_CONSUMER(4, 24, "kafka", "valkey"),
    RABBIT_CONSUMER(5, 25, "rabbitmq", "valkey"),
    INSIGHTS_API(10, 26, "valkey");

    private final int portOffset;
    private final int managementOffset;
    private final List<String> servers;

    Service(int portOffset, int managementOffset, String... servers) {
        this.portOffset = portOffset;
        this.managementOffset = managementOffset;
        this.servers = List.of(servers);
    }

    int portOffset() {
        return portOffset;
    }

    int managementOffset() {
        return managementOffset;
    }

    /** Names of the servers that it needs: it is started once they are ready. */
    List<String> servers() {
        return servers;
    }

    /** Name of module, pid file and log. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
