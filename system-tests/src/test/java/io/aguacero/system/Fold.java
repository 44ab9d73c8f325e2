package io.aguacero.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** What must have been counted, says a fold in Python that shares nothing with the pipeline: {@code fold.py}. */
final class Fold {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final JsonNode folded;

    private Fold(JsonNode folded) {
        this.folded = folded;
    }

    /** Of the rows of a weather file. */
    static Fold ofObservations(String kind) {
        return new Fold(Json.read(run("csv", kind, Repository.OBSERVATIONS).getBytes(StandardCharsets.UTF_8)));
    }

    /** Of events that stand as JSON lines. */
    static Fold ofLines(String kind, List<String> lines) {
        Path file = Repository.work().resolve("" + kind + ".ndjson");
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Fold(Json.read(run("ndjson", kind, file.toString()).getBytes(StandardCharsets.UTF_8)));
    }

    /** The rows of the weather file as CloudEvents. */
    static List<String> observations() {
        return run("events", Repository.OBSERVATIONS).lines().toList();
    }

    /** Fails unless both paths show these totals and windows, for each grouping and size, digit by digit. */
    void expectShown(InsightsClient insights, String kind, Instant from, Instant to) {
        expectShown(insights, kind, size -> from, to);
    }

    /** The same, where each size of window has a first start of its own. */
    void expectShown(InsightsClient insights, String kind, Function<String, Instant> from, Instant to) {
        for (String path : List.of("kafka", "rabbitmq")) {
            for (Map.Entry<String, JsonNode> total : folded.path("totals").properties()) {
                JsonNode shown = await(kind, () -> insights.totals(kind, total.getKey(), path));
                equal(kind + " totals by '" + total.getKey() + "' on " + path, total.getValue(), shown);
            }
            for (Map.Entry<String, JsonNode> size : folded.path("windows").properties()) {
                for (Map.Entry<String, JsonNode> windows : size.getValue().properties()) {
                    Instant first = from.apply(size.getKey());
                    JsonNode shown =
                            await(kind, () -> insights.windows(kind, size.getKey(), windows.getKey(), path, first, to));
                    String what = kind + " windows of " + size.getKey() + " by '" + windows.getKey() + "' on " + path;
                    equal(what, windows.getValue(), shown);
                }
            }
        }
    }

    private static JsonNode await(String what, Supplier<Optional<JsonNode>> answer) {
        return Waiting.until("an answer about " + what, Duration.ofSeconds(30), answer);
    }

    private static void equal(String what, JsonNode expected, JsonNode shown) {
        if (!canonical(expected).equals(canonical(shown))) {
            int place = 0;
            while (place < Math.min(expected.size(), shown.size())
                    && canonical(expected.get(place)).equals(canonical(shown.get(place)))) {
                place++;
            }
            throw new AssertionError(what + ": " + expected.size() + " expected, " + shown.size()
                    + " shown; the first that differs is expected to be\n" + expected.path(place) + "\nand is\n"
                    + shown.path(place));
        }
    }

    /** Text in which members stand by name; a number keeps each digit. */
    private static String canonical(JsonNode node) {
        if (node.isObject()) {
            Map<String, String> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), canonical(member.getValue())));
            return members.toString();
        }
        if (node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(canonical(item)));
            return items.toString();
        }
        return node.isNumber() ? node.decimalValue().toPlainString() : node.toString();
    }

    private static String run(String... arguments) {
        List<String> words = new ArrayList<>(
                List.of(Repository.module().resolve("src/test/python/fold.py").toString()));
        words.addAll(List.of(arguments));
        Path output = Repository.work().resolve("fold." + arguments[0] + ".json");
        try {
            Files.createDirectories(output.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Command(Path.of("python3"), words, Map.of(), output).expect(LIMIT);
    }
}
