package io.aguacero.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time is what the test says; it begins just before the clock of nanoseconds turns negative. */
class QuotaTest {
    private long now = Long.MAX_VALUE - 10;

    private Quota quota(long events, long bytes, int requests) {
        return new Quota(new QuotaLimits(events, bytes, requests), () -> now);
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static Quota.Stay entered(Quota.Entry entry) {
        return assertInstanceOf(Quota.Stay.class, entry);
    }

    private static long waits(Quota.Entry entry) {
        return assertInstanceOf(Quota.Full.class, entry).retryAfterSeconds();
    }

    @Test
    void aSecondsWorthIsLetInAndOneMoreIsNot() {
        Quota quota = quota(3, 0, 0);
        for (int i = 0; i < 3; i++) {
            entered(quota.enter(0));
        }

        assertEquals(1, waits(quota.enter(0)));
        pass(334);
        entered(quota.enter(0));
        assertEquals(1, waits(quota.enter(0)));
    }

    @Test
    void overTimeExactlyTheRateIsLetIn() {
        Quota quota = quota(50, 0, 0);
        int entered = 0;
        for (int millis = 0; millis < 60_000; millis++) {
            pass(1);
            entered += quota.enter(0) instanceof Quota.Stay ? 1 : 0;
        }

        assertEquals(60 * 50 + 50, entered, 1);
    }

    @Test
    void aLargeBatchIsTakenAndPaidForAfterwards() {
        Quota quota = quota(100, 0, 0);
        entered(quota.enter(0)).took(999, 0);

        assertEquals(9, waits(quota.enter(0)), 1);
        pass(9_011);
        entered(quota.enter(0));
    }

    @Test
    void bytesAreTakenBeforeTheyAreReadAndThoseThatNobodyAnnouncedAfterwards() {
        Quota quota = quota(0, 1_000, 0);
        entered(quota.enter(1_000));
        assertEquals(1, waits(quota.enter(1)));
        pass(1_000);

        entered(quota.enter(0)).took(0, 3_000);
        assertEquals(2, waits(quota.enter(1)), 1);
    }

    @Test
    void placesAreGivenBackOnceByWhoeverLeaves() {
        Quota quota = quota(0, 0, 2);
        Quota.Stay one = entered(quota.enter(0));
        entered(quota.enter(0));
        assertEquals(1, waits(quota.enter(0)));

        one.leave();
        one.leave();
        entered(quota.enter(0));
        assertEquals(1, waits(quota.enter(0)));
    }

    @Test
    void whoIsRefusedForItsRateTakesNoPlace() {
        Quota quota = quota(1, 0, 1);
        entered(quota.enter(0)).leave();
        assertEquals(1, waits(quota.enter(0)));
        pass(1_001);

        entered(quota.enter(0));
    }

    @Test
    void aDebtIsBounded() {
        Quota quota = quota(1, 1, 0);
        entered(quota.enter(Long.MAX_VALUE / 2)).took(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);

        assertEquals(3_600, waits(quota.enter(0)), 1);
    }

    @Test
    void withoutBoundsEverybodyEnters() {
        Quota quota = new Quota(QuotaLimits.NONE, () -> now);
        for (int i = 0; i < 100_000; i++) {
            entered(quota.enter(Integer.MAX_VALUE)).took(Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
    }
}
