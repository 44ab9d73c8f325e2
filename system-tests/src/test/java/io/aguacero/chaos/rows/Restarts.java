package io.aguacero.chaos.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Outcome;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.Shape;
import java.util.List;
import java.util.Set;

/** Each of several processes told to stop (SIGTERM) and started again, one after the other: clients notice nothing of it. */
record Restarts(List<String> processes) implements Row {
    @Override
    public int number() {
        return 45;
    }

    @Override
    public String fault() {
        return "rolling restart: " + String.join(", ", processes);
    }

    @Override
    public Shape shape() {
        return Shape.PAIRS;
    }

    @Override
    public void run(ChaosRun run) {
        for (String process : processes) {
            run.awaitAccepted(50);
            run.note("SIGTERM " + process);
            run.stack().hold(process);
            run.stack().process(process).stop();
            judge(process, run.stack().log(process));
            run.stack().release(process);
            run.stack().awaitReady(process);
        }
        run.awaitAccepted(100);
    }

    /** That it said what it closed, that nothing went wrong, and that it came to its end by itself. */
    private static void judge(String process, List<String> log) {
        int told = indexOf(log, ") stopping: ");
        int ended = indexOf(log, " stopped in ");
        assertTrue(told >= 0, () -> process + " doesn't say what it closes");
        assertTrue(ended > told, () -> process + " was killed, as it didn't come to its end");
        assertEquals(
                List.of(),
                log.subList(told, ended).stream()
                        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                        .toList(),
                () -> process + " didn't stop in order");
    }

    private static int indexOf(List<String> log, String part) {
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i).contains(part)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public List<String> unmet(Outcome outcome) {
        return outcome.load().answers().keySet().equals(Set.of(202))
                ? List.of()
                : List.of("clients noticed it: " + outcome.load().answers());
    }
}
