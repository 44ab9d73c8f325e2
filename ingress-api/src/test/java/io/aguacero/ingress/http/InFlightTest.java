package io.aguacero.ingress.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InFlightTest {
    @Test
    void theLastRequestThatFitsIsTakenAndTheNextIsNot() {
        InFlight inFlight = new InFlight(2, 100);

        InFlight.Permit first = inFlight.enter(10);
        assertNotNull(inFlight.enter(10));
        assertNull(inFlight.enter(10));

        assertNotNull(first);
        first.leave();
        assertNotNull(inFlight.enter(10));
    }

    @Test
    void theLastByteThatFitsIsTakenAndTheNextIsNot() {
        InFlight inFlight = new InFlight(10, 100);

        InFlight.Permit permit = inFlight.enter(60);

        assertNotNull(permit);
        assertNull(inFlight.enter(41));
        assertTrue(permit.grow(40));
        assertFalse(permit.grow(1));
        assertEquals(100, inFlight.bytes());
    }

    @Test
    void whatLeavesGivesEverythingBackOnce() {
        InFlight inFlight = new InFlight(10, 100);
        InFlight.Permit permit = inFlight.enter(60);
        assertNotNull(permit);
        assertTrue(permit.grow(5));
        assertNull(inFlight.enter(60));

        permit.leave();
        permit.leave();

        assertEquals(0, inFlight.bytes());
        assertEquals(0, inFlight.requests());
    }
}
