package io.aguacero.simulation.kernel;

import java.util.ArrayList;
import java.util.List;

/** A simulated process: what it started ends with it. */
public final class Process {
    private final String name;
    private final List<Strand> strands = new ArrayList<>();
    private boolean alive = true;

    /** A process that lives, in the run that is under way. */
    public Process(String name) {
        this.name = name;
        Timeline.current().began(this);
    }

    /** Whether it hasn't been killed. */
    public boolean alive() {
        return alive;
    }

    /** Ends it at once: its threads never go on, its timers never ring, nothing that it says is heard. */
    public void kill() {
        alive = false;
        List.copyOf(strands).forEach(Strand::kill);
    }

    void began(Strand strand) {
        strands.add(strand);
    }

    void ended(Strand strand) {
        strands.remove(strand);
    }

    @Override
    public String toString() {
        return name;
    }
}
