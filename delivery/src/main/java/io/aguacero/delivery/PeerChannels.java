package io.aguacero.delivery;

import io.aguacero.delivery.identity.HopSecurity;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Opens channels to instances of the next service. No pings: an instance is asked several times a second. */
final class PeerChannels {
    private PeerChannels() {}

    /**
     * A channel to one address on event loops of gRPC's own; it connects with the first call. Answers are handled by its
     * event loop, where nothing blocks: a pool of threads between them would cost a hand-over for each message.
     */
    static ManagedChannel plaintext(InetSocketAddress address) {
        return channel(address, NettyChannelBuilder::usePlaintext, UnaryOperator.identity());
    }

    /**
     * Channels as above on given event loops: where those also read what the batches are made of, a batch changes threads
     * less often, or not at all.
     *
     * @param service whose name the instances' certificates must have, whatever their address
     * @param loops of NIO; others are left, and gRPC's own taken
     */
    static Function<InetSocketAddress, ManagedChannel> on(EventLoopGroup loops, String service, HopSecurity security) {
        UnaryOperator<NettyChannelBuilder> secured =
                switch (security) {
                    case HopSecurity.Plaintext plaintext -> NettyChannelBuilder::usePlaintext;
                    case HopSecurity.MutualTls mutual -> {
                        SslContext context = mutual.calling();
                        yield builder -> builder.sslContext(context).overrideAuthority(service);
                    }
                };
        UnaryOperator<NettyChannelBuilder> looped = loops instanceof NioEventLoopGroup
                ? builder -> builder.eventLoopGroup(loops).channelType(NioSocketChannel.class)
                : UnaryOperator.identity();
        return address -> channel(address, secured, looped);
    }

    private static ManagedChannel channel(
            InetSocketAddress address,
            UnaryOperator<NettyChannelBuilder> secured,
            UnaryOperator<NettyChannelBuilder> looped) {
        return looped.apply(
                        secured.apply(NettyChannelBuilder.forAddress(address).directExecutor()))
                .build();
    }
}
