package io.aguacero.chaos.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As much of a {@code kind.yaml} as counting needs, read without the pipeline's own reader.
 *
 * @param paths it goes
 * @param journal whether Kafka alone acknowledges it, and RabbitMQ is brought level from there
 * @param windows seconds by the size's text, for example {@code 5s}
 * @param groupings the grand total first
 */
public record KindSpec(
        String kind,
        List<LogPath> paths,
        boolean journal,
        Map<String, Long> windows,
        Map<String, Value> values,
        List<Grouping> groupings) {
    /** A value: where it stands and how many decimals it keeps. */
    public record Value(String pointer, int scale) {
        Optional<BigInteger> of(JsonNode data) {
            JsonNode node = data.at(pointer);
            return node.isNumber()
                    ? Optional.of(node.decimalValue()
                            .setScale(scale, RoundingMode.HALF_EVEN)
                            .unscaledValue())
                    : Optional.empty();
        }
    }

    /** A grouping: fields, and names of values. */
    public record Grouping(List<String> by, List<String> of) {
        String label() {
            return by.isEmpty() ? "*" : String.join(",", by);
        }

        String key(JsonNode data) {
            return by.stream()
                    .map(field -> data.has(field) ? data.get(field).toString() : "null")
                    .collect(java.util.stream.Collectors.joining(",", "[", "]"));
        }
    }

    /** All kinds of a folder, by name. */
    public static Map<String, KindSpec> readAll(Path folder) {
        Map<String, KindSpec> kinds = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file :
                    files.filter(path -> path.endsWith("kind.yaml")).sorted().toList()) {
                KindSpec kind = of(new YAMLMapper().readTree(file.toFile()));
                kinds.put(kind.kind(), kind);
            }
            return kinds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KindSpec of(JsonNode yaml) {
        JsonNode aggregate = yaml.path("aggregate");
        Map<String, Long> windows = new LinkedHashMap<>();
        aggregate
                .path("windows")
                .forEach(window -> windows.put(
                        window.path("size").asText(),
                        seconds(window.path("size").asText())));
        Map<String, Value> values = new LinkedHashMap<>();
        aggregate
                .path("values")
                .properties()
                .forEach(value -> values.put(
                        value.getKey(),
                        new Value(
                                value.getValue().path("pointer").asText(),
                                value.getValue().path("scale").asInt())));
        List<Grouping> groupings = new ArrayList<>(List.of(new Grouping(List.of(), List.copyOf(values.keySet()))));
        aggregate
                .path("groups")
                .forEach(group -> groupings.add(new Grouping(texts(group.path("by")), texts(group.path("of")))));
        List<LogPath> paths =
                texts(yaml.path("paths")).stream().map(LogPath::of).toList();
        boolean journal = yaml.path("ack").asText().equals("journal");
        return new KindSpec(yaml.path("kind").asText(), paths, journal, windows, values, groupings);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static long seconds(String duration) {
        BigDecimal number = new BigDecimal(duration.substring(0, duration.length() - 1));
        int unit =
                switch (duration.charAt(duration.length() - 1)) {
                    case 's' -> 1;
                    case 'm' -> 60;
                    case 'h' -> 3_600;
                    default -> 86_400;
                };
        return number.longValueExact() * unit;
    }
}
