package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.DeliveryPath;
import java.util.List;
import java.util.Set;

/**
 * A kind of event, as {@code kinds/<name>/{schema.json,kind.yaml}} declares it. Immutable; safe for any thread.
 *
 * @param name for example {@code weather.tweet}
 * @param key where the partition key stands in the payload; a required scalar
 * @param topic template of the routing path
 * @param paths the paths of its route; Kafka is always one
 * @param ids how far from arrival an event's time may be, and how its id is remembered
 * @param timeRequired whether an event without a time of its own is refused
 * @param aggregate what is counted
 * @param schema the payload's schema
 */
public record EventKind(
        String name,
        JsonPointer key,
        TopicTemplate topic,
        Set<DeliveryPath> paths,
        IdMemory ids,
        boolean timeRequired,
        Aggregate aggregate,
        PayloadSchema schema) {

    /** Every violation of the schema, and of the values' bounds and scales; empty when the payload is one of this kind. */
    public List<Violation> check(JsonNode payload) {
        throw new UnsupportedOperationException();
    }

    /** The partition key of a payload that {@link #check} found without violation. */
    public String keyOf(JsonNode payload) {
        throw new UnsupportedOperationException();
    }
}
