package io.aguacero.rabbitwriter.relay;

/** Hears what the relay does; must be quick, and safe for any thread. */
public interface RelayListener {
    /** Events are confirmed by their stream. */
    void relayed(int events);

    /** Events weren't confirmed, and will be published again. */
    void unconfirmed(int events);

    /** A marked record that isn't an event, which is passed over: as a dead letter of the Kafka path it isn't lost. */
    void unreadable();

    /** A shard is relayed here from now on. */
    void assigned(ShardRelay shard);

    /** It no longer is. */
    void revoked(ShardRelay shard);
}
