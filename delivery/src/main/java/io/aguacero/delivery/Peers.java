package io.aguacero.delivery;

import io.aguacero.delivery.identity.HopSecurity;
import io.grpc.ManagedChannel;
import io.netty.channel.EventLoopGroup;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All instances of the next service, each with a connection of its own. They are asked again and again whether they take
 * events; calls go round those that do. The names of their hosts are looked up again and again too, so that new instances
 * are used and those that are gone are left.
 */
public final class Peers implements Supplier<PeerState>, AutoCloseable {
    private static final Logger LOG = System.getLogger(Peers.class.getName());

    private final String service;
    private final PeerLimits limits;
    private final PeerAddresses addresses;
    private final Function<InetSocketAddress, ManagedChannel> channels;
    private final Function<InetSocketAddress, @Nullable HopTransport> transports;
    // One for the questions and one for the name service, which may hold up its thread.
    private final ScheduledExecutorService threads;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Peer> instances = List.of();
    private volatile PeerState state = new PeerState.Down("not heard of yet");

    /**
     * @param service name of the next service, for threads and logs
     * @param hosts each {@code host:port}; a host stands for all its addresses
     * @param loops where the channels' sockets are read and written
     * @param security how this service and the instances know each other; their certificates must have the service's name
     * @throws IllegalArgumentException naming the one that isn't
     */
    public Peers(String service, List<String> hosts, PeerLimits limits, EventLoopGroup loops, HopSecurity security) {
        this(service, hosts, limits, PeerChannels.on(loops, service, security), instance -> null);
    }

    /**
     * With batches carried by something else than gRPC, which has no TLS.
     *
     * @param transports makes what carries the batches to one instance
     */
    public Peers(
            String service,
            List<String> hosts,
            PeerLimits limits,
            EventLoopGroup loops,
            Function<InetSocketAddress, @Nullable HopTransport> transports) {
        this(service, hosts, limits, PeerChannels.on(loops, service, new HopSecurity.Plaintext()), transports);
    }

    Peers(
            String service,
            List<String> hosts,
            PeerLimits limits,
            Function<InetSocketAddress, ManagedChannel> channels,
            Function<InetSocketAddress, @Nullable HopTransport> transports) {
        this.service = service;
        this.limits = limits;
        this.addresses = new PeerAddresses(hosts);
        this.channels = channels;
        this.transports = transports;
        this.threads = Executors.newScheduledThreadPool(2, run -> {
            Thread thread = new Thread(run, "peers-" + service);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to look for them. */
    public Peers start() {
        repeat(this::resolve, limits.resolveEvery().toNanos());
        repeat(this::ask, limits.askEvery().toNanos());
        return this;
    }

    private void repeat(Runnable task, long everyNanos) {
        var unused = threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        // A task that throws would never run again.
                        LOG.log(Level.ERROR, "watching of " + service + " failed", e);
                    }
                },
                0,
                everyNanos,
                TimeUnit.NANOSECONDS);
    }

    /** Up while at least one instance is. */
    @Override
    public PeerState get() {
        return state;
    }

    /** How many instances are up. */
    public int up() {
        int up = 0;
        for (Peer peer : instances) {
            up += peer.up() ? 1 : 0;
        }
        return up;
    }

    /** The next instance in turn that is up, other than those that have been tried. */
    Optional<Peer> next(Set<Peer> tried) {
        List<Peer> now = instances;
        int first = turn.getAndIncrement();
        for (int i = 0; i < now.size(); i++) {
            Peer peer = now.get(Math.floorMod(first + i, now.size()));
            if (peer.up() && !tried.contains(peer)) {
                return Optional.of(peer);
            }
        }
        return Optional.empty();
    }

    private void ask() {
        instances.forEach(Peer::ask);
    }

    private void resolve() {
        Set<InetSocketAddress> found = addresses.resolve();
        List<Peer> before = instances;
        List<Peer> after = new ArrayList<>(
                before.stream().filter(peer -> found.contains(peer.address())).toList());
        Set<InetSocketAddress> kept = after.stream().map(Peer::address).collect(Collectors.toSet());
        for (InetSocketAddress address : found) {
            if (!kept.contains(address)) {
                after.add(new Peer(address, channels.apply(address), transports.apply(address), limits, this::changed));
            }
        }
        instances = List.copyOf(after);
        for (Peer peer : before) {
            if (!found.contains(peer.address())) {
                LOG.log(Level.INFO, "{0}: {1} is gone", service, peer.address());
                peer.close();
            }
        }
        ask();
        changed();
    }

    private synchronized void changed() {
        if (threads.isShutdown()) {
            return;
        }
        List<Peer> now = instances;
        boolean up = now.stream().anyMatch(Peer::up);
        PeerState after = up ? PeerState.UP : new PeerState.Down(reason(now));
        PeerState before = state;
        state = after;
        if (!after.getClass().equals(before.getClass())) {
            if (after instanceof PeerState.Down(String reason)) {
                LOG.log(Level.WARNING, "{0} is down, reason={1}", service, reason);
            } else {
                LOG.log(Level.INFO, "{0} is up", service);
            }
        }
    }

    private static String reason(List<Peer> peers) {
        return peers.stream()
                .map(Peer::state)
                .filter(PeerState.Down.class::isInstance)
                .map(down -> ((PeerState.Down) down).reason())
                .distinct()
                .limit(3)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), reasons -> reasons.isEmpty() ? "no address is known" : reasons));
    }

    /** Ends all connections once what is under way is answered. */
    @Override
    public void close() {
        var unused = threads.shutdownNow();
        instances.forEach(Peer::close);
    }
}
