package io.aguacero.ingress.http;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.ingress.Refusal;
import io.aguacero.ingress.connection.BadFraming;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.function.Consumer;

/** Takes in one request's body, no more of it than is allowed and no longer than is allowed. */
final class BodyReceiver {
    private static final long NO_TIMER = -1;
    private static final byte[] NOTHING = {};
    private static final int LEAST_ROOM = 4_096;

    private final Vertx vertx;
    private final Exchange exchange;
    private final InFlight.Permit permit;
    private final long reserved;
    private final long bytesMax;
    private final Consumer<byte[]> whole;
    private byte[] body = NOTHING;
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
        request.exceptionHandler(this::broken);
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
            keep(chunk);
        }
    }

    /** One array for all pieces, as a client may send each byte of its body as one. */
    private void keep(Buffer chunk) {
        int before = received - chunk.length();
        if (before == 0) {
            body = chunk.getBytes();
            return;
        }
        if (body.length < received) {
            long room = Math.max(LEAST_ROOM, Math.max(2L * body.length, received));
            body = Arrays.copyOf(body, (int) Math.min(room, Math.max(received, reserved == 0 ? bytesMax : reserved)));
        }
        chunk.getBytes(0, chunk.length(), body, before);
    }

    private void finished() {
        if (!over) {
            end();
            byte[] all = body.length == received ? body : Arrays.copyOf(body, received);
            body = NOTHING;
            whole.accept(all);
        }
    }

    private void late() {
        if (!over) {
            refuse(Refusal.of(ErrorCode.SLOW_BODY, "the body didn't arrive in time"));
        }
    }

    private void refuse(Refusal refusal) {
        end();
        body = NOTHING;
        exchange.took(0, received - reserved);
        exchange.refuse(refusal);
        exchange.leave();
    }

    private void broken(Throwable failure) {
        if (over) {
            return;
        }
        if (failure instanceof BadFraming) {
            refuse(Refusal.of(ErrorCode.MALFORMED, "the chunks of the body can't be read"));
        } else {
            abandoned();
        }
    }

    private void abandoned() {
        end();
        body = NOTHING;
        exchange.leave();
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
