package io.aguacero.contracts;

/** Names that processes and outsiders meet on the brokers; {@code docs/wire.md} is their reference. */
public final class Names {
    /** Where router-api takes batches by POST, from doors whose hop is set to {@code rest}. */
    public static final String HOP_ADDRESS = "/v1/hop/batches";
    /** Kafka topic of all events: one record an event, one partition a shard. */
    public static final String EVENTS_TOPIC = "aguacero.events";
    /** Kafka topic of dead letters of the Kafka path. */
    public static final String DEAD_LETTERS_TOPIC = "aguacero.dead-letters";
    /** Kafka topic of checkpoints, compacted: one partition a shard, the newest record is the last. */
    public static final String CHECKPOINTS_TOPIC = "aguacero.checkpoints";
    /** RabbitMQ direct exchange of all events; the routing key is the shard's number. */
    public static final String EVENTS_EXCHANGE = "aguacero.events";
    /** RabbitMQ direct exchange of what rabbit-consumer writes; the routing key is the stream's name. */
    public static final String CONSUMER_EXCHANGE = "aguacero.rabbit-consumer";
    /** RabbitMQ stream of dead letters of the RabbitMQ path, published to through {@link #CONSUMER_EXCHANGE}. */
    public static final String DEAD_LETTERS_STREAM = "aguacero.dead-letters";
    /** Kafka consumer group of kafka-consumer. */
    public static final String CONSUMER_GROUP = "aguacero.kafka-consumer";
    /** Kafka consumer group of the relay, whose committed offsets are its position. */
    public static final String RELAY_GROUP = "aguacero.relay";
    /** Kafka topic of what the doors accepted: one partition, kept for a day. */
    public static final String DOOR_TOPIC = "aguacero.door";
    /** Kind of the records in it, which no client can post. */
    public static final String DOOR_KIND = "aguacero.door";
    /** What names of kinds must not begin with: kinds of the pipeline's own. */
    public static final String RESERVED_KINDS = "aguacero.";
    /** Tenant of the pipeline's own events, and the one that isn't written out. */
    public static final String DEFAULT_TENANT = "default";
    /** CloudEvents source of events that come in as plain JSON. */
    public static final String HTTP_SOURCE = "urn:aguacero:http";

    private Names() {}

    /**
     * Name of the RabbitMQ stream of one shard.
     *
     * @param shard from 0
     */
    public static String eventsStream(int shard) {
        return EVENTS_EXCHANGE + "." + shard;
    }

    /**
     * Name of the RabbitMQ stream of one shard's checkpoints, published to through {@link #CONSUMER_EXCHANGE}.
     *
     * @param shard from 0
     */
    public static String checkpointsStream(int shard) {
        return CHECKPOINTS_TOPIC + "." + shard;
    }
}
