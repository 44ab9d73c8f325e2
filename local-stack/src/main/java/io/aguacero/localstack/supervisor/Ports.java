package io.aguacero.localstack.supervisor;

import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Until;
import io.aguacero.localstack.services.Service;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ports of the stack, moved together by their base.
 *
 * @param base the door's port; the others follow at fixed distances
 */
record Ports(int base) {
    /** How many numbers they are within. */
    static final int COUNT = 36;

    private static final int LAST = COUNT - 1;
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(2);

    Ports {
        if (base < 1024 || base + LAST > 65_535) {
            throw new IllegalArgumentException("AGUACERO_PORT_BASE must be between 1024 and " + (65_535 - LAST));
        }
    }

    int http(Service service) {
        return base + service.portOffset();
    }

    int management(Service service) {
        return base + service.managementOffset();
    }

    /** Beside insights-api's: both are for people to look at. */
    int prometheus() {
        return base + 11;
    }

    int kafka() {
        return base + 30;
    }

    int kafkaController() {
        return base + 31;
    }

    int amqp() {
        return base + 32;
    }

    int erlangDistribution() {
        return base + 33;
    }

    int erlangPortMapper() {
        return base + 34;
    }

    int valkey() {
        return base + LAST;
    }

    /** All of them, each with what listens there. */
    Map<Integer, String> all() {
        Map<Integer, String> all = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            all.put(http(service), service.label());
            all.put(management(service), service.label() + " (management)");
        }
        all.put(prometheus(), "prometheus");
        all.put(kafka(), "kafka");
        all.put(kafkaController(), "kafka (controller)");
        all.put(amqp(), "rabbitmq");
        all.put(erlangDistribution(), "rabbitmq (distribution)");
        all.put(erlangPortMapper(), "rabbitmq (epmd)");
        all.put(valkey(), "valkey");
        return all;
    }

    /**
     * Looks at each of them.
     *
     * @throws Refusal if somebody listens on one
     */
    void refuseTaken() {
        all().forEach((port, user) -> {
            // A process that has just been ended may take a moment to let go of its port.
            if (!Until.within(RELEASE_LIMIT, () -> FreePorts.free(port))) {
                throw new Refusal("port " + port + " (" + user + ") is in use: stop what listens there, or move all"
                        + " ports together, for example AGUACERO_PORT_BASE=9080 ./run.sh");
            }
        });
    }
}
