package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.ChaosStack;
import io.aguacero.chaos.Hop;
import io.aguacero.chaos.Outcome;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.load.LoadClient.Pressure;
import io.aguacero.localstack.Fault;
import io.aguacero.localstack.services.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Three times, and then ten times as many requests at once as the door takes, an eighth of them large, while each
 * call to the router takes a while. What isn't taken is refused so that the client reads it, and within its time; memory
 * stays within its bounds; afterwards nothing is refused any more.
 */
final class Overload implements Row {
    private static final List<String> PROCESSES = List.of("ingress-api", "router-api", "kafka-writer", "rabbit-writer");

    /** The heap, as much again outside of it, which is the JVM's own bound of its buffers, and as much for everything else. */
    private static final long MEMORY_MEBIBYTES = 3L * ServiceProcess.HEAP_MEBIBYTES;

    @Override
    public int number() {
        return 43;
    }

    @Override
    public String fault() {
        return "3 times and 10 times what the door takes at once";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public void run(ChaosRun run) {
        List<Long> before = ids(run);
        run.breakHop(Hop.INGRESS_ROUTER, new Fault.Latency(Duration.ofMillis(200), Duration.ZERO));
        for (int times : List.of(3, 10)) {
            int senders = times * ChaosStack.DOOR_REQUESTS_MAX;
            run.press(new Pressure(senders, Duration.ZERO, false, senders / 8), Duration.ofSeconds(run.times(60, 6)));
        }
        run.mend(Hop.INGRESS_ROUTER);
        run.awaitNothingRefused(200);
        // Who needs more memory than its bound ends, and another process would be in its place.
        if (!ids(run).equals(before)) {
            throw new AssertionError("a process has ended under overload; see the logs of " + PROCESSES);
        }
        PROCESSES.forEach(
                process -> checkMemory(process, run.stack().process(process).pid()));
    }

    private static List<Long> ids(ChaosRun run) {
        return PROCESSES.stream()
                .map(process -> run.stack().process(process).pid())
                .toList();
    }

    private static void checkMemory(String process, long id) {
        long peak = peakMebibytes(id);
        // For a reader's eyes only.
        System.out.printf("%s has had up to %d MiB resident%n", process, peak);
        if (peak > MEMORY_MEBIBYTES) {
            throw new AssertionError(
                    process + " has had " + peak + " MiB resident, of at most " + MEMORY_MEBIBYTES + " MiB");
        }
    }

    /** As Linux keeps it. */
    private static long peakMebibytes(long id) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + id + "/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024;
                }
            }
            throw new IllegalStateException("no VmHWM in /proc/" + id + "/status");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> unmet(Outcome outcome) {
        List<String> unmet = new ArrayList<>();
        if (outcome.load().answers().getOrDefault(503, 0L) == 0) {
            unmet.add("nothing was refused: it was no overload");
        }
        if (outcome.load().late() > 0) {
            unmet.add(outcome.load().late() + " answers came later than the door's deadline and half a second");
        }
        return unmet;
    }
}
