package io.aguacero.delivery;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.function.Function;

/** Opens channels to instances of the next service. No pings: an instance is asked several times a second. */
final class PeerChannels {
    private PeerChannels() {}

    /**
     * A channel to one address on event loops of gRPC's own; it connects with the first call. Answers are handled by its
     * event loop, where nothing blocks: a pool of threads between them would cost a hand-over for each message.
     */
    static ManagedChannel plaintext(InetSocketAddress address) {
        return builder(address).build();
    }

    /**
     * Channels as above on given event loops: where those also read what the batches are made of, a batch changes threads
     * less often, or not at all.
     *
     * @param loops of NIO; others are left, and gRPC's own taken
     */
    static Function<InetSocketAddress, ManagedChannel> plaintextOn(EventLoopGroup loops) {
        if (!(loops instanceof NioEventLoopGroup)) {
            return PeerChannels::plaintext;
        }
        return address -> builder(address)
                .eventLoopGroup(loops)
                .channelType(NioSocketChannel.class)
                .build();
    }

    private static NettyChannelBuilder builder(InetSocketAddress address) {
        return NettyChannelBuilder.forAddress(address).usePlaintext().directExecutor();
    }
}
