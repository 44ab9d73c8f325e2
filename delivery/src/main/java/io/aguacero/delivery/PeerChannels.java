package io.aguacero.delivery;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;

/** Opens channels to instances of the next service. No pings: an instance is asked several times a second. */
final class PeerChannels {
    private PeerChannels() {}

    /**
     * A channel to one address; it connects with the first call. Answers are handled by its own event loop, where nothing
     * blocks: a pool of threads between them would cost a hand-over for each message.
     */
    static ManagedChannel plaintext(InetSocketAddress address) {
        return NettyChannelBuilder.forAddress(address)
                .usePlaintext()
                .directExecutor()
                .build();
    }
}
