package io.aguacero.chaos.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the client wrote down: events before they were sent, those acknowledged, and each answer. */
public record ClientRecord(List<Attempt> attempts, Set<EventName> acknowledged, List<Answer> answers) {
    /** Events before they are sent for the first time: kind, source, id, key, time unless the door stamps it, data. */
    public static final String ATTEMPTED = "attempted.ndjson";

    /** Events answered as stored, on disk before the client took them for acknowledged: kind, source, id. */
    public static final String ACKNOWLEDGED = "acknowledged.ndjson";

    /** Answers: status, retryAfter, millis, stallMillis, doorBroken, wrongClock, and the first event's kind, source, id. */
    public static final String ANSWERS = "answers.ndjson";

    /** Reads the three files of each folder. */
    public static ClientRecord read(List<Path> folders) {
        List<Attempt> attempts = new ArrayList<>();
        Set<EventName> acknowledged = new LinkedHashSet<>();
        List<Answer> answers = new ArrayList<>();
        for (Path folder : folders) {
            each(folder.resolve(ATTEMPTED), line -> attempts.add(attempt(line)));
            each(folder.resolve(ACKNOWLEDGED), line -> acknowledged.add(name(line)));
            each(folder.resolve(ANSWERS), line -> answers.add(answer(line)));
        }
        return new ClientRecord(attempts, acknowledged, answers);
    }

    private static Attempt attempt(JsonNode line) {
        return new Attempt(
                name(line), line.path("key").asText(), line.path("time").asText(), line.path("data"));
    }

    private static Answer answer(JsonNode line) {
        return new Answer(
                line.path("status").asInt(),
                line.path("retryAfter").asBoolean(),
                line.path("millis").asLong(),
                line.path("stallMillis").asLong(),
                line.path("doorBroken").asBoolean(),
                line.path("wrongClock").asBoolean(),
                name(line));
    }

    private static EventName name(JsonNode line) {
        return new EventName(
                line.path("kind").asText(),
                line.path("source").asText(),
                line.path("id").asText());
    }

    private static void each(Path file, java.util.function.Consumer<JsonNode> take) {
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                take.accept(Json.read(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
    }
}
