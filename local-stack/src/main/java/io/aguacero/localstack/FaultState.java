package io.aguacero.localstack;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The fault in force, for those who wait until it lets them through. */
final class FaultState {
    private final Random random;
    private Fault fault = new Fault.Pass();
    private long changes;

    FaultState(Random random) {
        this.random = random;
    }

    synchronized void set(Fault next) {
        fault = next;
        changes++;
        notifyAll();
    }

    synchronized Fault now() {
        return fault;
    }

    /** Number of the fault: how often it has been set. */
    synchronized long number() {
        return changes;
    }

    /** Returns when something may pass this way, or at once when a closed connection asks. */
    synchronized Fault awaitPassage(Fault.Direction way, ProxiedConnection asking) throws InterruptedException {
        while (!asking.ended() && stopped(way)) {
            // Looked at again now and then, as a connection may end meanwhile.
            wait(200);
        }
        return fault;
    }

    private boolean stopped(Fault.Direction way) {
        return switch (fault) {
            case Fault.HalfOpen() -> true;
            case Fault.Stall(Fault.Direction stalled) -> stalled == way;
            case Fault.Pass pass -> false;
            case Fault.Refuse refuse -> false;
            case Fault.Reset reset -> false;
            case Fault.Latency latency -> false;
            case Fault.Drip drip -> false;
            case Fault.CutAfter cut -> false;
        };
    }

    /** Waits until this time of {@link System#nanoTime()}, unless another fault comes into force before. */
    synchronized void awaitDue(long due, long number) throws InterruptedException {
        for (long left = due - System.nanoTime(); left > 0 && changes == number; left = due - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** How much later something that comes now is passed on, in ns. */
    synchronized long delayNanos() {
        if (fault instanceof Fault.Latency(var mean, var jitter)) {
            long spread = jitter.toNanos();
            return mean.toNanos() + (spread == 0 ? 0 : random.nextLong(-spread, spread + 1));
        }
        return 0;
    }
}
