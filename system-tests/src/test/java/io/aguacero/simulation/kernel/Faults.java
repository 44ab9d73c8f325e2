package io.aguacero.simulation.kernel;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What goes wrong in a run, and how often. Each seed draws for each fault anew whether it happens at all: a run in which
 * everything fails now and then never gets to the rare states that a single frequent fault leads to.
 */
public final class Faults {
    private static final double[] RATES = {0, 0, 0, 0.002, 0.02, 0.15};
    private static final long MILLI = 1_000_000;

    private final Timeline timeline;
    private final long seed;
    private final Map<String, Double> rates = new TreeMap<>();
    private boolean over;

    /** The faults of a seed. */
    public Faults(Timeline timeline, long seed) {
        this.timeline = timeline;
        this.seed = seed;
    }

    /** Ends all of them: from now on nothing goes wrong. */
    public void end() {
        over = true;
    }

    /** Whether a fault is one of this seed's. */
    public boolean drawn(String fault) {
        return rate(fault) > 0;
    }

    /** Whether it happens now. */
    public boolean happens(String fault) {
        double rate = rate(fault);
        return !over && rate > 0 && timeline.random().nextDouble() < rate;
    }

    private double rate(String fault) {
        return rates.computeIfAbsent(
                fault, name -> RATES[new Random(seed * 31 + name.hashCode()).nextInt(1_000_003) % RATES.length]);
    }

    /** Nanoseconds from a to b microseconds. */
    public long micros(int from, int to) {
        return 1_000L * (from + timeline.random().nextInt(to - from));
    }

    /**
     * How long something takes.
     *
     * @param late the fault that makes it take up to a second and a half
     * @param micros what it takes at most otherwise
     * @return nanoseconds
     */
    public long latency(String late, int micros) {
        return happens(late) ? MILLI * (20 + timeline.random().nextInt(1_480)) : micros(micros / 10, micros);
    }

    /** The faults drawn, with their rates. */
    @Override
    public String toString() {
        rates.values().removeIf(rate -> rate == 0);
        return rates.toString();
    }
}
