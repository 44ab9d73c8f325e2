package io.aguacero.contracts.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MissingStreamTest {
    @Test
    void noQueueOfThatNameIsAbsence() {
        assertTrue(MissingStream.told(404, "NOT_FOUND - no queue 'aguacero.events.0' in vhost '/'"));
    }

    @Test
    void aStreamWithoutALeaderIsThere() {
        assertFalse(
                MissingStream.told(
                        404,
                        "NOT_FOUND - home node 'aguacero@localhost' of durable queue 's' in vhost '/' is down or inaccessible"));
    }

    @Test
    void anotherRefusalSaysNothingOfAbsence() {
        assertFalse(MissingStream.told(404, "NOT_FOUND - no exchange 'x' in vhost '/'"));
        assertFalse(MissingStream.told(405, "RESOURCE_LOCKED - no queue access"));
    }
}
