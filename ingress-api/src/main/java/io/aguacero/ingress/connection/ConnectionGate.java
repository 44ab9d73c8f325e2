package io.aguacero.ingress.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Stands before the server's own handler of accepted connections: lets in as many as may be, in all and of one address, and
 * has each read strictly. What isn't let in is closed before anything is read of it or set up for it.
 */
final class ConnectionGate extends ChannelInboundHandlerAdapter {
    private final ConnectionLimits limits;
    private final HttpServerOptions options;
    private final ConnectionMeters meters;
    /** Connections of each address that has one: never more entries than connections. */
    private final ConcurrentMap<InetAddress, Integer> ofAddress = new ConcurrentHashMap<>();

    ConnectionGate(ConnectionLimits limits, HttpServerOptions options, ConnectionMeters meters) {
        this.limits = limits;
        this.options = options;
        this.meters = meters;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        Channel connection = (Channel) accepted;
        Optional<InetAddress> address = connection.remoteAddress() instanceof InetSocketAddress remote
                ? Optional.of(remote.getAddress())
                : Optional.empty();
        Optional<ConnectionEnd> refusal = enter(address);
        if (refusal.isPresent()) {
            meters.ended(refusal.get());
            connection.unsafe().closeForcibly();
            return;
        }
        var unused = connection.closeFuture().addListener(closed -> leave(address));
        connection.pipeline().addFirst(new ConnectionSetup(limits, options, meters));
        ctx.fireChannelRead(accepted);
    }

    private Optional<ConnectionEnd> enter(Optional<InetAddress> address) {
        if (meters.open().incrementAndGet() > limits.connectionsMax()) {
            meters.open().decrementAndGet();
            return Optional.of(ConnectionEnd.CONNECTIONS);
        }
        if (address.isPresent() && ofAddress.merge(address.get(), 1, Integer::sum) > limits.perAddressMax()) {
            leave(address);
            return Optional.of(ConnectionEnd.ADDRESS_CONNECTIONS);
        }
        return Optional.empty();
    }

    private void leave(Optional<InetAddress> address) {
        meters.open().decrementAndGet();
        address.ifPresent(from -> ofAddress.computeIfPresent(from, (same, count) -> count == 1 ? null : count - 1));
    }
}
