package io.aguacero.rabbitwriter.relay;

/** Counts what a relay tells. */
public final class CountingListener implements RelayListener {
    /** Events confirmed. */
    public volatile int relayed;
    /** Events to be published again, once for each time. */
    public volatile int unconfirmed;

    @Override
    public synchronized void relayed(int events) {
        relayed += events;
    }

    @Override
    public synchronized void unconfirmed(int events) {
        unconfirmed += events;
    }

    @Override
    public void unreadable() {}

    @Override
    public void assigned(ShardRelay shard) {}

    @Override
    public void revoked(ShardRelay shard) {}
}
