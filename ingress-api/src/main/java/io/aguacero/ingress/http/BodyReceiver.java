package io.aguacero.ingress.http;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.ingress.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Takes in one request's body, no more of it than is allowed and no longer than is allowed. */
final class BodyReceiver {
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Exchange exchange;
    private final InFlight.Permit permit;
    private final long reserved;
    private final long bytesMax;
    private final Consumer<byte[]> whole;
    private final List<byte[]> chunks = new ArrayList<>(1);
    private int received;
    private boolean over;
    private long timer = NO_TIMER;

    /**
     * @param permit room for the bytes that Content-Length announces; it grows with a body of unknown length
     * @param reserved how many bytes that is
     */
    BodyReceiver(
            Vertx vertx,
            Exchange exchange,
            InFlight.Permit permit,
            long reserved,
            long bytesMax,
            Consumer<byte[]> whole) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.permit = permit;
        this.reserved = reserved;
        this.bytesMax = bytesMax;
        this.whole = whole;
    }

    /** Starts; the whole body goes to the consumer, or the exchange is refused, or the client is gone. */
    void start(long timeoutMillis) {
        HttpServerRequest request = exchange.request();
        request.exceptionHandler(gone -> abandoned());
        request.endHandler(ended -> finished());
        request.handler(this::chunk);
        // Most bodies are there already: those need no timer.
        exchange.context().runOnContext(later -> {
            if (!over) {
                timer = vertx.setTimer(timeoutMillis, id -> late());
            }
        });
    }

    private void chunk(Buffer chunk) {
        if (over) {
            return;
        }
        received += chunk.length();
        if (received > bytesMax) {
            refuse(tooLarge(bytesMax));
        } else if (received > reserved && !permit.grow(Math.min(chunk.length(), received - reserved))) {
            refuse(overloaded());
        } else {
            chunks.add(chunk.getBytes());
        }
    }

    private void finished() {
        if (!over) {
            end();
            whole.accept(chunks.size() == 1 ? chunks.getFirst() : joined());
        }
    }

    private byte[] joined() {
        byte[] body = new byte[received];
        int at = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, body, at, chunk.length);
            at += chunk.length;
        }
        chunks.clear();
        return body;
    }

    private void late() {
        if (!over) {
            refuse(Refusal.of(ErrorCode.SLOW_BODY, "the body didn't arrive in time"));
        }
    }

    private void refuse(Refusal refusal) {
        end();
        chunks.clear();
        exchange.took(0, received - reserved);
        exchange.refuse(refusal);
        exchange.leave();
    }

    private void abandoned() {
        if (!over) {
            end();
            chunks.clear();
            exchange.leave();
        }
    }

    private void end() {
        over = true;
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
    }

    static Refusal tooLarge(long bytesMax) {
        return Refusal.of(ErrorCode.TOO_LARGE, "a body has at most " + bytesMax + " bytes");
    }

    static Refusal overloaded() {
        return Refusal.of(ErrorCode.OVERLOADED, "more is under way than the service takes at once");
    }
}
