package io.aguacero.rabbitwriter.relay;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** The shards of the journal that are relayed here just now. Safe for any thread. */
public final class RelayShards {
    private final Map<Integer, ShardRelay> relays = new ConcurrentSkipListMap<>();
    private final PackSink sink;
    private final RelayLimits limits;
    private final RelayListener listener;

    /** None yet. */
    public RelayShards(PackSink sink, RelayLimits limits, RelayListener listener) {
        this.sink = sink;
        this.limits = limits;
        this.listener = listener;
    }

    /** A shard is relayed here from now on. */
    public ShardRelay assigned(int shard) {
        ShardRelay relay = new ShardRelay(shard, sink, limits, listener, System::nanoTime);
        ShardRelay before = relays.put(shard, relay);
        if (before != null) {
            before.stop();
            listener.revoked(before);
        }
        listener.assigned(relay);
        return relay;
    }

    /** It no longer is: nothing more of it is published here. */
    public void revoked(int shard) {
        ShardRelay relay = relays.remove(shard);
        if (relay != null) {
            relay.stop();
            listener.revoked(relay);
        }
    }

    /** The relay of a shard, while it is here. */
    public Optional<ShardRelay> of(int shard) {
        return Optional.ofNullable(relays.get(shard));
    }

    /** All of them. */
    public Collection<ShardRelay> all() {
        return relays.values();
    }

    /** A marked record isn't an event. */
    public void unreadable() {
        listener.unreadable();
    }

    /** A sentence for a person: which shards there are, and which stand still. */
    public String state() {
        if (relays.isEmpty()) {
            return "no shard assigned: others have them all, or Kafka is away";
        }
        String halted = relays.values().stream()
                .flatMap(relay ->
                        relay.halted().stream().map(reason -> "; shard " + relay.shard() + " halted: " + reason))
                .collect(Collectors.joining());
        return "shards " + relays.keySet() + halted;
    }
}
