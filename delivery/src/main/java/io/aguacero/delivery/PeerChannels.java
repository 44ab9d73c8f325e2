package io.aguacero.delivery;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;

/** Opens channels to instances of the next service. No pings: an instance is asked several times a second. */
final class PeerChannels {
    private PeerChannels() {}

    /** A channel to one address; it connects with the first call. */
    static ManagedChannel plaintext(InetSocketAddress address) {
        return NettyChannelBuilder.forAddress(address).usePlaintext().build();
    }
}
