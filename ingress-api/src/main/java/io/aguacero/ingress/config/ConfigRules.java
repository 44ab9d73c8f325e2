package io.aguacero.ingress.config;

/** What must hold between settings of several groups. */
final class ConfigRules {
    private static final long KIB = 1_024;

    private ConfigRules() {}

    /**
     * Refuses settings that contradict each other.
     *
     * @throws IllegalStateException naming the property
     */
    static void check(IngressConfig config) {
        long body = config.limits().bodyBytesMax().asLongValue();
        long event = config.limits().eventBytesMax().asLongValue();
        long batch = config.hop().batchBytesMax().asLongValue();
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
        require(
                config.hop().transport() == IngressConfig.Transport.GRPC
                        || config.identity().directory().isEmpty(),
                "hop.transport",
                "rest has no TLS: identity.directory must be unset");
        require(config.hop().deadline().compareTo(config.deadline()) < 0, "hop.deadline", "must be below deadline");
    }

    private static void require(boolean holds, String property, String rule) {
        if (!holds) {
            throw new IllegalStateException("aguacero.ingress." + property + " " + rule);
        }
    }
}
