package io.aguacero.ingress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The library's decoder, with what it lets pass refused, and a time for each head. Behind a request that is refused here
 * nothing more of its connection is read: what follows could be the body of one request or the start of another.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private final ConnectionLimits limits;
    private final ConnectionMeters meters;
    private @Nullable ChunkedBody body;
    private @Nullable Future<?> headTimer;
    private boolean chunksFollow;
    private boolean manyLines;
    private boolean ended;

    StrictRequestDecoder(HttpServerOptions options, ConnectionLimits limits, ConnectionMeters meters) {
        super(options);
        this.limits = limits;
        this.meters = meters;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (ended) {
            in.skipBytes(in.readableBytes());
        } else if (body != null) {
            chunks(body, in, out);
        } else {
            message(ctx, in, out);
        }
    }

    private void message(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        int before = out.size();
        super.decode(ctx, in, out);
        if (out.size() == before) {
            headBegun(ctx);
            return;
        }
        if (out.getLast() instanceof HttpObject object && object.decoderResult().isFailure()) {
            headEnded();
            end(reason(object.decoderResult().cause()));
        } else if (chunksFollow) {
            chunksFollow = false;
            body = new ChunkedBody();
        }
    }

    private void chunks(ChunkedBody reading, ByteBuf in, List<Object> out) {
        try {
            if (reading.read(in, out)) {
                body = null;
                reset();
                out.add(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        } catch (BadFraming e) {
            in.skipBytes(in.readableBytes());
            end(ConnectionEnd.FRAMING);
            LastHttpContent broken = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            broken.setDecoderResult(DecoderResult.failure(e));
            out.add(broken);
        }
    }

    /** Netty would take any version, and answer in it. */
    @Override
    protected HttpMessage createMessage(String[] requestLine) {
        if (!requestLine[2].equals("HTTP/1.1") && !requestLine[2].equals("HTTP/1.0")) {
            throw new IllegalArgumentException("another protocol or version");
        }
        return super.createMessage(requestLine);
    }

    /**
     * The one place where Netty asks about a head that is whole. What is thrown here has it answer 400 or 431 and read
     * nothing more.
     */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        headEnded();
        manyLines = RequestHead.hasMoreLines(message, limits.headerLinesMax());
        if (manyLines) {
            throw new TooLongHttpHeaderException("too many lines");
        }
        chunksFollow = RequestHead.chunked(message);
        return super.isContentAlwaysEmpty(message);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        headEnded();
        super.handlerRemoved0(ctx);
    }

    /** Most heads come as a whole: those need no timer. */
    private void headBegun(ChannelHandlerContext ctx) {
        if (headTimer == null) {
            headTimer = ctx.executor()
                    .schedule(
                            () -> {
                                end(ConnectionEnd.SLOW_HEAD);
                                var unused = ctx.close();
                            },
                            limits.headMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void headEnded() {
        if (headTimer != null) {
            headTimer.cancel(false);
            headTimer = null;
        }
    }

    private void end(ConnectionEnd reason) {
        ended = true;
        meters.ended(reason);
    }

    private ConnectionEnd reason(Throwable cause) {
        return switch (cause) {
            case TooLongHttpHeaderException head -> manyLines ? ConnectionEnd.HEADER_LINES : ConnectionEnd.HEADER_BYTES;
            case TooLongHttpLineException line -> ConnectionEnd.REQUEST_LINE;
            case BadFraming framing -> ConnectionEnd.FRAMING;
            default -> ConnectionEnd.UNREADABLE;
        };
    }
}
