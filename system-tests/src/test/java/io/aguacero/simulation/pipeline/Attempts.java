package io.aguacero.simulation.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.BasicProperties;
import io.aguacero.contracts.v1.EventEnvelope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Each sending of each event: known by its id and by when the door accepted it, which no two sendings share. */
final class Attempts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, EventEnvelope> sent = new HashMap<>();

    void add(EventEnvelope event) {
        sent.put(key(event), event);
    }

    static String key(EventEnvelope event) {
        return event.getId() + "@" + event.getAcceptedAtMicros();
    }

    EventEnvelope of(String id, String acceptedAt) {
        String key = id + "@" + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(acceptedAt));
        EventEnvelope event = sent.get(key);
        if (event == null) {
            throw new IllegalStateException("a broker is given an event that nobody sent: " + key);
        }
        return event;
    }

    /** The events of a message, read by another way than the consumer's. */
    List<EventEnvelope> of(BasicProperties properties, byte[] body) {
        if (properties.getHeaders() != null && properties.getHeaders().containsKey("ce_id")) {
            return List.of(of(
                    properties.getHeaders().get("ce_id").toString(),
                    properties.getHeaders().get("ce_acceptedat").toString()));
        }
        try {
            List<EventEnvelope> events = new ArrayList<>();
            for (JsonNode one : JSON.readTree(body)) {
                events.add(of(one.get("id").asText(), one.get("acceptedat").asText()));
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
