package io.aguacero.ingress.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpServerOptions;
import org.jboss.logging.Logger;

/** Puts the strict decoder in the place of the library's once a connection is set up, and is gone. */
final class ConnectionSetup extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = Logger.getLogger(ConnectionSetup.class);
    /** What Vert.x calls its handlers. */
    private static final String DECODER = "httpDecoder";

    private static final String HANDLER = "handler";

    private final ConnectionLimits limits;
    private final HttpServerOptions options;
    private final ConnectionMeters meters;

    ConnectionSetup(ConnectionLimits limits, HttpServerOptions options, ConnectionMeters meters) {
        this.limits = limits;
        this.options = options;
        this.meters = meters;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        if (pipeline.get(DECODER) == null || pipeline.get(HANDLER) == null) {
            LOG.error("a connection that isn't plain HTTP/1.1 is closed: its limits couldn't be set");
            var unused = ctx.close();
            return;
        }
        pipeline.replace(DECODER, DECODER, new StrictRequestDecoder(options, limits, meters));
        pipeline.addBefore(HANDLER, "aguaceroWatch", new ConnectionWatch(limits.pipelineMax(), meters));
        ctx.fireChannelActive();
        pipeline.remove(this);
    }
}
