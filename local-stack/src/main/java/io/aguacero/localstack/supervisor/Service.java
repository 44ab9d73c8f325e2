package io.aguacero.localstack.supervisor;

import java.util.Locale;

/** The services, in the order in which they stop: the door first, what it needs after it. */
enum Service {
    INGRESS_API(0, 20),
    ROUTER_API(1, 21),
    KAFKA_WRITER(2, 22),
    RABBIT_WRITER(3, 23),
    KAFKA_CONSUMER(4, 24),
    RABBIT_CONSUMER(5, 25),
    INSIGHTS_API(10, 26);

    private final int portOffset;
    private final int managementOffset;

    Service(int portOffset, int managementOffset) {
        this.portOffset = portOffset;
        this.managementOffset = managementOffset;
    }

    int portOffset() {
        return portOffset;
    }

    int managementOffset() {
        return managementOffset;
    }

    /** Name of module, pid file and log. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
