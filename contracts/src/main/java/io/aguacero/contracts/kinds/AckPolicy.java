package io.aguacero.contracts.kinds;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** When an event of a kind is acknowledged. */
public enum AckPolicy {
    /** Once every path of its route has stored it. */
    ALL,
    /** Once Kafka, the journal, has stored it; the relay brings RabbitMQ level from there. */
    JOURNAL;

    /** The name in kind files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<AckPolicy> of(String label) {
        return Arrays.stream(values())
                .filter(policy -> policy.label().equals(label))
                .findFirst();
    }
}
