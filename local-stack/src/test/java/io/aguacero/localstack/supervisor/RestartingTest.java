package io.aguacero.localstack.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When a process is replaced, and how long after. */
class RestartingTest {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static long at(int seconds) {
        // Such clocks begin anywhere, and may overflow.
        return Long.MAX_VALUE
                - Duration.ofSeconds(10).toNanos()
                + Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void pausesDoubleUpToHalfAMinute() {
        RestartPause pause = new RestartPause();

        assertEquals(
                List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L),
                Stream.generate(() -> pause.after(SHORT).toSeconds()).limit(7).toList());
    }

    @Test
    void aBoundBelowASecondHoldsForTheFirstPauseToo() {
        RestartPause pause = new RestartPause(Duration.ofMillis(200));

        assertEquals(
                List.of(200L, 200L, 200L),
                Stream.generate(() -> pause.after(SHORT).toMillis()).limit(3).toList());
        assertEquals(200, pause.after(Duration.ofMinutes(1)).toMillis());
    }

    @Test
    void pausesBeginAnewAfterARunLongerThanHalfAMinute() {
        RestartPause pause = new RestartPause();
        pause.after(SHORT);
        pause.after(SHORT);

        assertEquals(4, pause.after(Duration.ofSeconds(30)).toSeconds());
        assertEquals(1, pause.after(Duration.ofSeconds(31)).toSeconds());
        assertEquals(2, pause.after(SHORT).toSeconds());
    }

    @Test
    void aProcessThatIsNotLiveForHalfAMinuteIsLost() {
        Liveness liveness = new Liveness(at(0));

        assertFalse(liveness.lost(false, at(5)));
        assertFalse(liveness.lost(false, at(12)));
        assertFalse(liveness.lost(false, at(29)));
        assertTrue(liveness.lost(false, at(30)));
    }

    @Test
    void aShorterStandstillIsForgotten() {
        Liveness liveness = new Liveness(at(0));
        assertFalse(liveness.lost(false, at(10)));
        assertFalse(liveness.lost(false, at(20)));

        assertFalse(liveness.lost(true, at(29)));

        assertFalse(liveness.lost(false, at(39)));
        assertFalse(liveness.lost(false, at(49)));
        assertTrue(liveness.lost(false, at(59)));
    }

    @Test
    void oneBadLookAfterAStandstillOfTheSupervisorItselfIsNotEnough() {
        Liveness liveness = new Liveness(at(0));

        assertFalse(liveness.lost(false, at(3600)));
        assertFalse(liveness.lost(false, at(3605)));
        assertTrue(liveness.lost(false, at(3610)));
    }
}
