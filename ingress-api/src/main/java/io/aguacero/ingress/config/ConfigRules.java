package io.aguacero.ingress.config;

import io.quarkus.runtime.configuration.MemorySize;

/** What must hold between settings and for sizes, which annotations can't say. */
final class ConfigRules {
    private static final long KIB = 1_024;
    private static final long MIB = KIB * KIB;

    private ConfigRules() {}

    /**
     * Refuses settings that contradict each other.
     *
     * @throws IllegalStateException naming the property
     */
    static void check(IngressConfig config) {
        long body = size("limits.body-bytes-max", config.limits().bodyBytesMax(), KIB, 64 * MIB);
        long event = size("limits.event-bytes-max", config.limits().eventBytesMax(), KIB / 4, MIB);
        size("reading.event-loop-bytes-max", config.reading().eventLoopBytesMax(), 0, MIB);
        long batch = size("hop.batch-bytes-max", config.hop().batchBytesMax(), KIB, 64 * MIB);
        require(event <= body, "limits.event-bytes-max", "must not exceed limits.body-bytes-max");
        require(
                config.inFlight().bytesMax().asLongValue() >= body,
                "in-flight.bytes-max",
                "must be at least limits.body-bytes-max");
        require(batch >= event + 2 * KIB, "hop.batch-bytes-max", "must exceed limits.event-bytes-max by 2 KiB");
        require(
                config.hop().pendingEventsMax() >= config.limits().itemsMax()
                        && config.hop().pendingEventsMax() >= config.hop().batchEventsMax(),
                "hop.pending-events-max",
                "must be at least limits.items-max and hop.batch-events-max");
        IngressConfig.Instances instances = config.hop().instances();
        require(
                instances.silenceMax().compareTo(instances.askEvery()) >= 0,
                "hop.instances.silence-max",
                "must be at least hop.instances.ask-every");
        require(config.hop().deadline().compareTo(config.deadline()) < 0, "hop.deadline", "must be below deadline");
    }

    private static long size(String property, MemorySize size, long min, long max) {
        long bytes = size.asLongValue();
        require(bytes >= min && bytes <= max, property, "must be " + min + " to " + max + " bytes");
        return bytes;
    }

    private static void require(boolean holds, String property, String rule) {
        if (!holds) {
            throw new IllegalStateException("aguacero.ingress." + property + " " + rule);
        }
    }
}
