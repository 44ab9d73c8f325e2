package io.aguacero.chaos;

import io.aguacero.localstack.Fault;
import io.aguacero.localstack.FaultProxy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The proxies of a stack: one a hop, and before several Kafka brokers one for each. */
final class Proxies implements AutoCloseable {
    private final Map<Hop, List<FaultProxy>> proxies = new EnumMap<>(Hop.class);
    private final long seed;

    Proxies(long seed) {
        this.seed = seed;
    }

    /** Adds a proxy to a hop, before targets that are taken in turn; returns its port. */
    int add(Hop hop, List<Integer> targets) {
        FaultProxy proxy = new FaultProxy(targets, seed + hop.ordinal());
        proxies.computeIfAbsent(hop, absent -> new ArrayList<>()).add(proxy);
        return proxy.port();
    }

    /** Port of a hop's only proxy. */
    int port(Hop hop) {
        return proxies.get(hop).getFirst().port();
    }

    /** Ports of a hop's proxies as a bootstrap list. */
    String bootstrap(Hop hop) {
        return proxies.get(hop).stream()
                .map(proxy -> "127.0.0.1:" + proxy.port())
                .collect(Collectors.joining(","));
    }

    void set(Hop hop, Fault fault) {
        proxies.get(hop).forEach(proxy -> proxy.set(fault));
    }

    void passAll() {
        proxies.values().forEach(hop -> hop.forEach(FaultProxy::pass));
    }

    @Override
    public void close() {
        proxies.values().forEach(hop -> hop.forEach(FaultProxy::close));
    }
}
