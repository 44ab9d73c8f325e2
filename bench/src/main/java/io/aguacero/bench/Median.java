package io.aguacero.bench;

import java.util.Arrays;

/** The middle of some figures; of an even number of them, the middle of the middle two. */
final class Median {
    private Median() {}

    static double of(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
