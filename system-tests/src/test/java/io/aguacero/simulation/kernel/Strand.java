package io.aguacero.simulation.kernel;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the pipeline in the simulation: a virtual thread that only runs while the timeline stands still for it, and
 * that hands back to the timeline wherever it waits.
 */
final class Strand {
    private static @Nullable Strand running;

    private final Process process;
    private final Thread thread;
    private final Thread timelineThread = Timeline.current().thread();
    private volatile boolean mine;
    private volatile boolean ended;
    private boolean parked;
    private boolean woken;
    private boolean interrupted;
    private boolean killed;
    private int parking;
    private @Nullable Runnable onEnd;

    private Strand(Process process, Runnable body) {
        this.process = process;
        this.thread = Thread.ofVirtual().unstarted(() -> {
            handOver();
            try {
                if (!killed) {
                    body.run();
                }
            } catch (Killed e) {
                killed = true;
            } catch (Throwable e) {
                if (!killed) {
                    Timeline.current().failed(e);
                }
            } finally {
                ended = true;
                mine = false;
                LockSupport.unpark(timelineThread);
            }
        });
    }

    /** Starts one in the present process. */
    static Strand start(Runnable body) {
        Timeline timeline = Timeline.current();
        Strand strand = new Strand(timeline.process(), body);
        if (timeline.process().alive()) {
            strand.process.began(strand);
            strand.parked = true;
            timeline.after(0, strand::begin);
        } else {
            strand.ended = true;
        }
        return strand;
    }

    /** The thread that runs now; null while the timeline itself does. */
    static @Nullable Strand running() {
        return running;
    }

    /** The thread that runs now, which is about to wait. */
    static Strand waiting() {
        Strand waiting = running;
        if (waiting == null) {
            throw new IllegalStateException("a callback or timer waits, and holds up whatever comes after it");
        }
        return waiting;
    }

    boolean ended() {
        return ended;
    }

    /** Told once when it has ended. */
    void onEnd(Runnable told) {
        onEnd = told;
    }

    private void begin() {
        thread.start();
        go(false);
    }

    /** Waits until woken, or for a time. True when woken. By the strand itself. */
    boolean park(long nanos) throws InterruptedException {
        if (killed || !process.alive()) {
            throw new Killed();
        }
        if (!interrupted) {
            int now = ++parking;
            parked = true;
            if (nanos < Long.MAX_VALUE) {
                Timeline.current().after(nanos, () -> resume(now, false));
            }
            mine = false;
            LockSupport.unpark(timelineThread);
            handOver();
        }
        if (killed) {
            throw new Killed();
        }
        if (interrupted) {
            interrupted = false;
            throw new InterruptedException();
        }
        return woken;
    }

    /** Blocks the real thread until the timeline stands still for it. */
    private void handOver() {
        while (!mine) {
            LockSupport.park(this);
        }
    }

    /** Ends the wait that comes next, and no later one. */
    Runnable alarm() {
        int next = parking + 1;
        return () -> {
            if (parking == next) {
                wake();
            }
        };
    }

    /** Ends a wait, a moment later. */
    void wake() {
        int now = parking;
        if (parked) {
            Timeline.current().in(process, 0, () -> resume(now, true));
        }
    }

    void interrupt() {
        interrupted = true;
        wake();
    }

    private void resume(int which, boolean byWake) {
        if (parked && parking == which) {
            go(byWake);
        }
    }

    void kill() {
        killed = true;
        if (parked && thread.getState() != Thread.State.NEW) {
            Timeline.current().as(process, () -> go(false));
        }
    }

    /** The timeline stands still until the strand waits again or has ended. */
    private void go(boolean byWake) {
        Strand before = running;
        running = this;
        parked = false;
        woken = byWake;
        mine = true;
        LockSupport.unpark(thread);
        while (mine) {
            LockSupport.park(this);
        }
        running = before;
        if (ended) {
            process.ended(this);
            if (onEnd != null) {
                onEnd.run();
            }
        }
    }
}
