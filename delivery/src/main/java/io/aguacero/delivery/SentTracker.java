package io.aguacero.delivery;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/** Watches one call: whether a byte of it has left for a peer that may have read it, and whether an answer was begun. */
final class SentTracker extends ClientStreamTracer.Factory {
    private volatile boolean sent;
    private volatile boolean answerBegun;

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        if (info.isTransparentRetry()) {
            // gRPC does so only when the peer has said that it didn't look at the attempt before.
            sent = false;
        }
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
