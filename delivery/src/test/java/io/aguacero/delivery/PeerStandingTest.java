package io.aguacero.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.delivery.PeerState.Down;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The standing of an instance, on a clock that the test turns. */
class PeerStandingTest {
    private final PeerStanding standing = new PeerStanding();

    @Test
    void anInstanceIsDownUntilItSaysThatItIsUp() {
        assertInstanceOf(Down.class, standing.state());
        standing.heard(1);
        assertFalse(standing.up());
        standing.said(PeerState.UP, 2);
        assertTrue(standing.up());
    }

    @Test
    void whatItSaysOfItselfIsTheReason() {
        standing.said(new Down("no broker"), 1);
        assertEquals(new Down("no broker"), standing.state());
    }

    @Test
    void oneThatAnswersBatchesButNoQuestionIsBusyAndNotDown() {
        standing.said(PeerState.UP, 10);
        standing.heard(25);
        assertFalse(standing.unanswered(20));
        assertTrue(standing.up());
    }

    @Test
    void oneThatAnswersNothingSinceItWasAskedIsDown() {
        standing.said(PeerState.UP, 10);
        standing.heard(19);
        assertTrue(standing.unanswered(20));
        assertInstanceOf(Down.class, standing.state());
    }

    @Test
    void answersOfAClosedInstanceDoNotOpenItOnlyItsOwnWordDoes() {
        standing.unreachable("can't be reached");
        standing.heard(30);
        assertFalse(standing.up());
        standing.said(PeerState.UP, 31);
        assertTrue(standing.up());
    }

    /** Whatever happened: one question that is answered "up" opens it, so nothing stays closed for ever. */
    @Property(tries = 200)
    void noHistoryKeepsItClosed(@ForAll long seed) {
        Random random = new Random(seed);
        PeerStanding any = new PeerStanding();
        // Near the overflow of the clock, too: its origin is arbitrary.
        long now = Long.MAX_VALUE - random.nextInt(1_000);
        for (int i = 0; i < 100; i++) {
            now += random.nextInt(50);
            switch (random.nextInt(5)) {
                case 0 -> any.said(PeerState.UP, now);
                case 1 -> any.said(new Down("said so"), now);
                case 2 -> any.heard(now);
                case 3 -> any.unreachable("can't be reached");
                default -> {
                    boolean silent = any.unanswered(now - random.nextInt(30));
                    assertTrue(!silent || !any.up(), "silent, and up");
                }
            }
        }
        any.said(PeerState.UP, now + 1);
        assertTrue(any.up());
    }
}
