package io.aguacero.simulation.pipeline;

import io.aguacero.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;

/** What a run was found to do wrong. */
final class Verdict {
    private static final int FOUND_MAX = 12;

    private final Timeline timeline;
    private final List<String> found = new ArrayList<>();

    Verdict(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Notes a wrong unless all is well. */
    void check(boolean well, String wrong) {
        if (!well && found.size() < FOUND_MAX) {
            found.add("%.3f ms: %s".formatted(timeline.now() / 1e6, wrong));
        }
    }

    /** Whether nothing was wrong so far. */
    boolean clean() {
        return found.isEmpty();
    }

    List<String> found() {
        return found;
    }
}
