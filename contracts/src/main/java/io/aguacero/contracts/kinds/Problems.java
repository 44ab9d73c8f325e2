package io.aguacero.contracts.kinds;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with one file, so that a person learns of all of it at once. */
final class Problems {
    /** What a person can take in; more is cut off. */
    private static final int COUNT_MAX = 50;

    private final String file;
    private final List<KindProblem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(int line, String reason) {
        KindProblem problem = new KindProblem(file, line, reason);
        if (found.size() < COUNT_MAX && !found.contains(problem)) {
            found.add(problem);
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    List<KindProblem> found() {
        return List.copyOf(found);
    }
}
