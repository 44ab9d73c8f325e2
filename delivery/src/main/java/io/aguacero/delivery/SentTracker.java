package io.aguacero.delivery;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/** Watches one call: whether a byte of it has left for the peer, and whether the peer began an answer. */
final class SentTracker extends ClientStreamTracer.Factory {
    // Over all attempts of the call, as gRPC may retry by itself what a peer certainly didn't take.
    private volatile boolean sent;
    private volatile boolean answerBegun;

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void outboundHeaders() {
                sent = true;
            }

            @Override
            public void inboundHeaders() {
                answerBegun = true;
            }
        };
    }

    boolean sent() {
        return sent;
    }

    boolean answerBegun() {
        return answerBegun;
    }
}
