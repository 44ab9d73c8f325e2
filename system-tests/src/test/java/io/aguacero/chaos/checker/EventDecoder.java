package io.aguacero.chaos.checker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Records as {@code docs/wire.md} describes them: single events in binary mode, and packs. */
final class EventDecoder {
    private static final JsonFactory TOKENS = new JsonFactory();

    private EventDecoder() {}

    /**
     * A single event.
     *
     * @param attributes headers without {@code ce_}, and {@code partitionkey}
     */
    static LogEvent single(LogEvent.Place place, Map<String, String> attributes, byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        try {
            return event(place, 0, attributes, Json.read(body), text);
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return LogEvent.undecodable(place, 0, text, String.valueOf(e.getMessage()));
        }
    }

    /** The events of a pack; the whole as one undecodable event when it isn't an array. */
    static List<LogEvent> pack(LogEvent.Place place, byte[] body) {
        List<LogEvent> events = new ArrayList<>();
        try (JsonParser parser = TOKENS.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("no array");
            }
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                if (token == null) {
                    throw new IOException("no end of the array");
                }
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                int end = (int) parser.currentLocation().getByteOffset();
                events.add(item(place, events.size(), Arrays.copyOfRange(body, start, end)));
            }
            return events;
        } catch (IOException e) {
            String text = new String(body, StandardCharsets.ISO_8859_1);
            return List.of(LogEvent.undecodable(place, 0, text, String.valueOf(e.getMessage())));
        }
    }

    private static LogEvent item(LogEvent.Place place, int index, byte[] item) {
        String text = new String(item, StandardCharsets.ISO_8859_1);
        try {
            JsonNode node = Json.read(item);
            Map<String, String> attributes = new java.util.HashMap<>();
            node.properties().forEach(member -> {
                if (member.getValue().isTextual()) {
                    attributes.put(member.getKey(), member.getValue().asText());
                }
            });
            return event(place, index, attributes, node.path("data"), text);
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return LogEvent.undecodable(place, index, text, String.valueOf(e.getMessage()));
        }
    }

    private static LogEvent event(
            LogEvent.Place place, int index, Map<String, String> attributes, JsonNode data, String body) {
        EventName name =
                new EventName(required(attributes, "type"), required(attributes, "source"), required(attributes, "id"));
        var unused = micros(required(attributes, "acceptedat"));
        long time = micros(required(attributes, "time"));
        return new LogEvent(place, index, name, required(attributes, "partitionkey"), time, data, body, "");
    }

    private static String required(Map<String, String> attributes, String name) {
        String value = attributes.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }

    /** Of a time as RFC 3339 writes it. */
    static long micros(String time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
    }
}
