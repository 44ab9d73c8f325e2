package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.Shape;
import java.time.Duration;

/** A process killed again and again, each time at a moment of chance, and up again before the next. */
record Kill(int number, String process, int times, int quickTimes, boolean breaksDoor, Shape shape) implements Row {
    Kill(int number, String process, int times) {
        this(number, process, times, 0, false, Shape.SINGLE);
    }

    Kill quickly(int quickly) {
        return new Kill(number, process, times, quickly, breaksDoor, shape);
    }

    Kill atTheDoor() {
        return new Kill(number, process, times, quickTimes, true, shape);
    }

    Kill on(Shape another) {
        return new Kill(number, process, times, quickTimes, breaksDoor, another);
    }

    @Override
    public boolean quick() {
        return quickTimes > 0;
    }

    @Override
    public int seeds() {
        return 3;
    }

    @Override
    public String fault() {
        return "kill -9 " + process + " at any moment";
    }

    @Override
    public void run(ChaosRun run) {
        for (int i = run.times(times, quickTimes); i > 0; i--) {
            run.during(Duration.ofMillis(100), Duration.ofSeconds(1));
            run.kill(process);
            run.during(Duration.ofMillis(500));
            run.stack().awaitReady(process);
            run.awaitAccepted(20);
        }
    }
}
