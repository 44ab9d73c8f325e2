package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.Shape;
import java.time.Duration;
import java.util.List;

/** Processes that stand still for a while, one after the other, and then go on as if nothing had been. */
record Freeze(int number, List<String> processes, Duration time, boolean breaksDoor, Shape shape) implements Row {
    Freeze(int number, List<String> processes, Duration time) {
        this(number, processes, time, false, Shape.SINGLE);
    }

    Freeze atTheDoor() {
        return new Freeze(number, processes, time, true, shape);
    }

    Freeze on(Shape another) {
        return new Freeze(number, processes, time, breaksDoor, another);
    }

    @Override
    public String fault() {
        return "SIGSTOP, " + time.toSeconds() + " s later SIGCONT: " + String.join(", ", processes);
    }

    @Override
    public void run(ChaosRun run) {
        for (String process : processes) {
            run.freeze(process, time);
            run.stack().awaitReady(process);
            run.awaitAccepted(50);
        }
    }
}
