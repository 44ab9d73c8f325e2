package io.aguacero.delivery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which addresses the instances of a service have: every address of every host. Looks them up anew each time. */
final class PeerAddresses {
    private record HostPort(String host, int port) {}

    private final List<HostPort> hosts;
    // A name that can't be looked up for a while stands for what it stood for.
    private final Map<HostPort, List<InetSocketAddress>> last = new HashMap<>();

    /**
     * @param hosts each {@code host:port}; at least one
     * @throws IllegalArgumentException naming the one that isn't
     */
    PeerAddresses(List<String> hosts) {
        this.hosts = hosts.stream().map(PeerAddresses::read).toList();
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("no host:port");
        }
    }

    private static HostPort read(String text) {
        int colon = text.strip().lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.strip().substring(colon + 1));
            if (colon > 0 && port > 0 && port <= 65_535) {
                return new HostPort(text.strip().substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not host:port: " + text, e);
        }
        throw new IllegalArgumentException("not host:port: " + text);
    }

    /** All addresses now. May block for as long as the name service takes. By one thread alone. */
    Set<InetSocketAddress> resolve() {
        Set<InetSocketAddress> addresses = new LinkedHashSet<>();
        for (HostPort host : hosts) {
            try {
                List<InetSocketAddress> found = List.of(InetAddress.getAllByName(host.host())).stream()
                        .map(address -> new InetSocketAddress(address, host.port()))
                        .toList();
                last.put(host, found);
            } catch (UnknownHostException e) {
                last.putIfAbsent(host, List.of());
            }
            addresses.addAll(last.get(host));
        }
        return addresses;
    }
}
