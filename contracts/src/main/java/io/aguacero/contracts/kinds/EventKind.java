package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.DeliveryPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A kind of event, as {@code kinds/<name>/{schema.json,kind.yaml}} declares it. Immutable; safe for any thread.
 *
 * @param name for example {@code weather.tweet}
 * @param key where the partition key stands in the payload; a required scalar
 * @param topic template of the routing path
 * @param paths the paths of its route; Kafka is always one
 * @param ack when an event is acknowledged; by the journal only where RabbitMQ is one of the paths
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
        AckPolicy ack,
        IdMemory ids,
        boolean timeRequired,
        Aggregate aggregate,
        PayloadSchema schema) {

    /** Longest partition key, in bytes of UTF-8. */
    public static final int KEY_BYTES_MAX = 256;

    /** The paths that the router writes to; the rest of {@link #paths} are {@link #relayedPaths}. */
    public Set<DeliveryPath> writtenPaths() {
        return ack == AckPolicy.JOURNAL ? Set.of(DeliveryPath.KAFKA) : paths;
    }

    /** The paths that the relay brings level from Kafka; empty unless the journal acknowledges. */
    public Set<DeliveryPath> relayedPaths() {
        return ack == AckPolicy.JOURNAL ? Set.of(DeliveryPath.RABBITMQ) : Set.of();
    }

    /**
     * Every violation of the schema, of the values' bounds and scales, and of the key's length; empty when the payload
     * is one of this kind. At most 100 are told.
     *
     * @param payload as {@link io.aguacero.contracts.json.PayloadReader} read it
     */
    public List<Violation> check(JsonNode payload) {
        List<Violation> violations = new ArrayList<>(schema.check(payload));
        for (ValueSpec value : aggregate.values()) {
            value.check(payload.at(value.pointer())).ifPresent(violations::add);
        }
        PartitionKey.check(key, payload.at(key)).ifPresent(violations::add);
        return violations.stream()
                .distinct()
                .limit(PayloadSchema.VIOLATIONS_MAX)
                .toList();
    }

    /**
     * The partition key of a payload that {@link #check} found without violation: a string as it is; a number without
     * exponent and without zeros at the end of its decimals, so that 1, 1.0 and 1e0 are one key; true or false.
     */
    public String keyOf(JsonNode payload) {
        return PartitionKey.text(payload.at(key));
    }
}
