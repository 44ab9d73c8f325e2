package io.aguacero.simulation.pipeline;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.simulation.kernel.Faults;
import io.aguacero.simulation.kernel.Timeline;
import io.aguacero.simulation.store.Script;
import io.aguacero.simulation.store.Valkey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Everything of one run. */
final class World {
    static final int SHARDS = 2;

    private final Timeline timeline;
    private final Faults faults;
    private final Verdict verdict;
    private final KindCatalog kinds;
    private final Attempts attempts = new Attempts();
    private final Valkey valkey;
    private final Map<DeliveryPath, List<SimulatedLog>> logs = new EnumMap<>(DeliveryPath.class);
    private final KafkaBroker kafka;
    private final RabbitBroker rabbitmq;
    private final Map<DeliveryPath, Set<String>> letters = new EnumMap<>(DeliveryPath.class);
    private final Tiers tiers;
    private final List<LogConsumer> consumers = new ArrayList<>();
    private final Clients clients;

    World(long seed, KindCatalog kinds, Function<String, Script> compiler) {
        this.timeline = new Timeline(seed);
        this.faults = new Faults(timeline, seed);
        this.verdict = new Verdict(timeline);
        this.kinds = kinds;
        this.valkey = new Valkey(timeline, faults, compiler);
        for (DeliveryPath path : DeliveryPath.values()) {
            letters.put(path, new TreeSet<>());
            List<SimulatedLog> shards = new ArrayList<>();
            for (int shard = 0; shard < SHARDS; shard++) {
                shards.add(new SimulatedLog(path, shard, timeline, faults));
            }
            logs.put(path, shards);
        }
        this.kafka = new KafkaBroker(this, logs.get(DeliveryPath.KAFKA), Tiers.DELIVERY_MILLIS);
        this.rabbitmq = new RabbitBroker(this, logs.get(DeliveryPath.RABBITMQ));
        this.tiers = new Tiers(this);
        for (DeliveryPath path : DeliveryPath.values()) {
            consumers.add(new LogConsumer(this, path, "a"));
            consumers.add(new LogConsumer(this, path, "b"));
        }
        this.clients = new Clients(this);
    }

    Timeline timeline() {
        return timeline;
    }

    Faults faults() {
        return faults;
    }

    Verdict verdict() {
        return verdict;
    }

    KindCatalog kinds() {
        return kinds;
    }

    Attempts attempts() {
        return attempts;
    }

    Valkey valkey() {
        return valkey;
    }

    List<SimulatedLog> logs(DeliveryPath path) {
        return logs.get(path);
    }

    /** Places of the dead letters of a path that its broker has. */
    Set<String> letters(DeliveryPath path) {
        return letters.get(path);
    }

    KafkaBroker kafka() {
        return kafka;
    }

    RabbitBroker rabbitmq() {
        return rabbitmq;
    }

    Tiers tiers() {
        return tiers;
    }

    List<LogConsumer> consumers() {
        return consumers;
    }

    Clients clients() {
        return clients;
    }
}
