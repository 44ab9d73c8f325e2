package io.aguacero.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The laps of one load as a table in Markdown: medians, and the spread of the rate. */
final class DoorTable {
    private DoorTable() {}

    /** @param laps of each contender, in the order of the rows; the first one is what the others are compared with */
    static String of(Shape shape, Map<String, List<Lap>> laps) {
        StringBuilder table = new StringBuilder("### " + shape + "\n\n"
                + "| | events/s (least to most) | first / this | p50, p99 ms | events a batch | own CPU µs an event | Kafka | RabbitMQ | load | RSS MiB |\n"
                + "|---|---|---|---|---|---|---|---|---|---|\n");
        double first = 0;
        for (var contender : laps.entrySet()) {
            List<Lap> sound = contender.getValue().stream()
                    .filter(lap -> lap.voided() == null)
                    .toList();
            if (sound.isEmpty()) {
                table.append("| ").append(contender.getKey()).append(" | void | | | | | | | | |\n");
                continue;
            }
            double rate = median(sound, Lap::eventsPerSecond);
            first = first == 0 ? rate : first;
            table.append(row(contender.getKey(), sound, rate, first));
        }
        return table.toString();
    }

    private static String row(String name, List<Lap> laps, double rate, double first) {
        double least = laps.stream().mapToDouble(Lap::eventsPerSecond).min().orElse(0);
        double most = laps.stream().mapToDouble(Lap::eventsPerSecond).max().orElse(0);
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f (%,.0f to %,.0f) | %.2f | %.1f, %.1f | %s | %s | %s | %s | %s | %s |%n",
                name,
                rate,
                least,
                most,
                first / rate,
                median(laps, lap -> lap.answers().p50Millis()),
                median(laps, lap -> lap.answers().p99Millis()),
                batch(laps),
                own(laps),
                cpu(laps, "kafka"),
                cpu(laps, "rabbitmq"),
                cpu(laps, "load"),
                resident(laps));
    }

    private static String batch(List<Lap> laps) {
        double events = median(laps, Lap::eventsPerBatch);
        return events == 0 ? "" : number(events);
    }

    private static String own(List<Lap> laps) {
        String each = laps.getFirst().cpu().keySet().stream()
                .filter(process -> !Lap.AROUND.contains(process))
                .map(process -> process + " " + cpu(laps, process))
                .collect(Collectors.joining(", "));
        return number(median(laps, Lap::ownCpu)) + " (" + each + ")";
    }

    private static String cpu(List<Lap> laps, String process) {
        return number(median(laps, lap -> lap.cpu().getOrDefault(process, 0.0)));
    }

    private static String resident(List<Lap> laps) {
        Map<String, Long> last = new LinkedHashMap<>(laps.getLast().rss());
        return last.values().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String number(double micros) {
        return String.format(Locale.ROOT, micros < 10 ? "%.2f" : "%.1f", micros);
    }

    private static double median(List<Lap> laps, ToDoubleFunction<Lap> column) {
        return Median.of(laps.stream().mapToDouble(column).toArray());
    }
}
