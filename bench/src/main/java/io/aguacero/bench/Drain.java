package io.aguacero.bench;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Waits until paths have counted a whole log, each event once, and says what that took. */
final class Drain implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Totals totals;
    private final int events;

    Drain(String redisUri, Path kinds, int events) {
        this.totals = new Totals(redisUri, kinds, "weather.tweet");
        this.events = events;
    }

    /** Empties the store. */
    void flush() {
        totals.flush();
    }

    /**
     * From now until some paths have counted everything, and say so.
     *
     * @param processes whose CPU time is told, by name
     * @return a row of the table
     */
    Map<String, Object> lapse(String what, Collection<DeliveryPath> paths, Map<String, Long> processes)
            throws IOException {
        Map<String, Long> before = cpu(processes);
        long begin = System.nanoTime();
        Map<DeliveryPath, Double> seconds = new LinkedHashMap<>();
        boolean done = Until.within(PATIENCE, () -> {
            for (DeliveryPath path : paths) {
                if (!seconds.containsKey(path) && totals.are(path, events)) {
                    seconds.put(path, (System.nanoTime() - begin) / 1e9);
                }
            }
            return seconds.size() == paths.size();
        });
        if (!done) {
            throw new IllegalStateException(what + ": not counted within " + PATIENCE);
        }
        Map<String, Long> after = cpu(processes);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("case", what);
        row.put("events", events);
        double last = 0;
        for (var path : seconds.entrySet()) {
            last = Math.max(last, path.getValue());
            row.put(path.getKey().label() + "_seconds", round(path.getValue()));
            row.put(path.getKey().label() + "_events_per_second", Math.round(events / path.getValue()));
        }
        row.put("applied_per_second", Math.round(paths.size() * events / last));
        for (String process : processes.keySet()) {
            row.put(process + "_cpu_us_per_event", round((after.get(process) - before.get(process)) / (double) events));
        }
        row.forEach((name, value) -> System.out.printf("%-36s %s%n", name, value));
        System.out.println();
        return row;
    }

    private static Map<String, Long> cpu(Map<String, Long> processes) throws IOException {
        Map<String, Long> micros = new LinkedHashMap<>();
        for (var process : processes.entrySet()) {
            micros.put(process.getKey(), CpuTime.micros(process.getValue()));
        }
        return micros;
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }

    @Override
    public void close() {
        totals.close();
    }
}
