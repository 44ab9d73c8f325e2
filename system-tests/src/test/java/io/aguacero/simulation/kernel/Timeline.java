package io.aguacero.simulation.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one run that is under way: what happens next, at which virtual time, in which process. Things that happen at the
 * same time happen in an order that the seed decides. Everything of a run happens in turn, never at once.
 */
public final class Timeline {
    /** Most events of one run: a run that goes round in circles ends. */
    private static final int EVENTS_MAX = 2_000_000;

    private static final int TRACE_MAX = 120;
    private static @Nullable Timeline current;

    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::at).thenComparingInt(Event::tie).thenComparingLong(Event::sequence));
    private final Deque<String> trace = new ArrayDeque<>();
    private final List<Process> processes = new ArrayList<>();
    private final Thread thread = Thread.currentThread();
    private final Process world;
    private Process process;
    private long now;
    private long sequence;
    private long happened;
    private @Nullable Throwable failure;

    private record Event(long at, int tie, long sequence, Process process, Runnable action) {}

    /** Makes this the run that is under way. */
    public Timeline(long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        current = this;
        Controlled.reset();
        world = new Process("world");
        process = world;
    }

    void began(Process one) {
        processes.add(one);
    }

    Thread thread() {
        return thread;
    }

    /** The run that is under way. */
    public static Timeline current() {
        Timeline running = current;
        if (running == null) {
            throw new IllegalStateException("no simulation is running");
        }
        return running;
    }

    /** Where all chance of this run comes from. */
    public Random random() {
        return random;
    }

    /** Virtual nanoseconds since the beginning. */
    public long now() {
        return now;
    }

    /** In which process the present event happens. */
    public Process process() {
        return process;
    }

    /** How many events have happened. */
    public long happened() {
        return happened;
    }

    /** Lets something happen later, in the present process. */
    public void after(long nanos, Runnable action) {
        in(process, nanos, action);
    }

    /** Lets something happen later in a process; never, if that is killed before. */
    public void in(Process where, long nanos, Runnable action) {
        if (process.alive()) {
            events.add(new Event(now + Math.max(0, nanos), random.nextInt(), sequence++, where, action));
        }
    }

    /** Lets something happen outside of every process. */
    public void outside(long nanos, Runnable action) {
        events.add(new Event(now + Math.max(0, nanos), random.nextInt(), sequence++, world, action));
    }

    /** Does something now, as a process. */
    public void as(Process where, Runnable action) {
        Process before = process;
        process = where;
        try {
            action.run();
        } finally {
            process = before;
        }
    }

    /**
     * Lets everything happen until a condition holds, or the time is over.
     *
     * @return whether the condition holds
     */
    public boolean run(long untilNanos, BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            Event next = events.peek();
            if (next == null || next.at() > untilNanos) {
                now = untilNanos;
                return done.getAsBoolean();
            }
            if (++happened > EVENTS_MAX) {
                throw new IllegalStateException("more than " + EVENTS_MAX + " events: it goes round in circles");
            }
            events.remove();
            now = next.at();
            if (next.process().alive()) {
                as(next.process(), next.action());
            }
            if (failure != null) {
                throw new IllegalStateException("a thread ended by an exception", failure);
            }
        }
        return true;
    }

    /** Notes what happened, for whoever reads of a failed run. */
    public void note(String what) {
        if (trace.size() == TRACE_MAX) {
            trace.remove();
        }
        trace.add("%9.3f ms %s: %s".formatted(now / 1e6, process, what));
    }

    /** The last things noted. */
    public Deque<String> trace() {
        return trace;
    }

    /** Ends the run: threads that still wait are unwound. */
    public void end() {
        events.clear();
        processes.forEach(Process::kill);
    }

    void failed(Throwable defect) {
        failure = defect;
    }
}
