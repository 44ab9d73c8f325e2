package io.aguacero.rabbitwriter.relay;

import io.aguacero.contracts.v1.EventEnvelope;

/**
 * A record of the journal that is to be relayed.
 *
 * @param at its own place
 * @param event as it is to be published: without the mark
 */
public record MarkedEvent(RelayPosition at, EventEnvelope event) {
    // About what an event takes in memory besides its bytes.
    private static final int OVERHEAD_BYTES = 512;

    /** What it takes in memory, about. */
    long bytes() {
        return OVERHEAD_BYTES + event.getSerializedSize();
    }

    /** What it counts against the bound of a message. */
    long payloadBytes() {
        return event.getPayload().size();
    }
}
