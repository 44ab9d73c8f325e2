package io.aguacero.ingress.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * Bounds the requests of one connection that wait for their answers: the library reads and keeps all that a client sends ahead,
 * before anything of it counts as under way. Counts the ends of idle connections.
 */
final class ConnectionWatch extends ChannelDuplexHandler {
    private final int pipelineMax;
    private final ConnectionMeters meters;
    private int unanswered;
    private boolean ended;

    ConnectionWatch(int pipelineMax, ConnectionMeters meters) {
        this.pipelineMax = pipelineMax;
        this.meters = meters;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!ended && message instanceof HttpRequest && ++unanswered > pipelineMax) {
            ended = true;
            meters.ended(ConnectionEnd.PIPELINE);
            var unused = ctx.close();
        }
        if (ended) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !interim(message)) {
            unanswered--;
        }
        var unused = ctx.write(message, promise);
    }

    /** What has been answered goes out first: the library writes at the end of what it reads, and may close before. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        ctx.flush();
        var unused = ctx.close(promise);
    }

    private static boolean interim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            meters.ended(ConnectionEnd.IDLE);
        }
        ctx.fireUserEventTriggered(event);
    }
}
