package io.aguacero.ingress.http;

import io.aguacero.access.Quota;
import io.aguacero.ingress.Refusal;
import io.aguacero.ingress.http.HttpAnswers.Answer;
import io.aguacero.ingress.observability.IngressMeters;
import io.aguacero.tracing.EventSpan;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request on its way to exactly one answer. Used on the request's own context only. */
final class Exchange {
    /** Least time for which what is left of a refused body is read, when it has had its time already. */
    private static final long LINGER_MILLIS = 1_000;

    /** A refused body of at most so many bytes is there at once: its connection stays, as a new one would cost more. */
    private static final long SMALL_BYTES = 65_536;

    private static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("WWW-Authenticate");
    private static final CharSequence BEARER = HttpHeaders.createOptimized("Bearer");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");

    private final HttpServerRequest request;
    private final Vertx vertx;
    private final Context context;
    private final IngressMeters meters;
    private final HttpSettings settings;
    private final long begun = System.nanoTime();
    private long bodyThere;
    private InFlight.@Nullable Permit permit;
    private Quota.@Nullable Stay stay;
    private @Nullable String retryAfterSeconds;
    private @Nullable String traceId;
    private @Nullable EventSpan span;
    private boolean answered;

    Exchange(HttpServerRequest request, Vertx vertx, IngressMeters meters, HttpSettings settings) {
        this.request = request;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.meters = meters;
        this.settings = settings;
    }

    HttpServerRequest request() {
        return request;
    }

    /** Bytes that Content-Length says; 0 when it says nothing. Netty has refused what isn't a number. */
    long announcedBytes() {
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    /** Whether the client waits to hear that its body is wanted. */
    boolean asksBeforehand() {
        return request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true);
    }

    /** From now on the deadline counts. */
    void bodyIsThere() {
        bodyThere = System.nanoTime();
    }

    /** Until the deadline; at least one. */
    long millisLeft() {
        return Math.max(1, settings.deadlineMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - bodyThere));
    }

    /** Where everything about this request happens. */
    Context context() {
        return context;
    }

    /** The name of this request in problems and logs. */
    String traceId() {
        String id = traceId;
        if (id == null) {
            id = TraceId.of(span == null ? request.getHeader("traceparent") : span.traceparent());
            traceId = id;
        }
        return id;
    }

    /** Has a span ended with the exchange; null when it isn't followed. */
    void follow(@Nullable EventSpan begun) {
        span = begun;
    }

    /** The span that was begun. */
    @Nullable
    EventSpan span() {
        return span;
    }

    /** Holds on to the room that the request takes up until {@link #leave}. */
    void hold(InFlight.Permit room, Quota.Stay ofTheKey) {
        permit = room;
        stay = ofTheKey;
    }

    /** Takes from the key's quota what only reading the body has shown. */
    void took(long moreEvents, long moreBytes) {
        if (stay != null) {
            stay.took(moreEvents, moreBytes);
        }
    }

    /** Gives the room back. */
    void leave() {
        if (permit != null) {
            permit.leave();
        }
        if (stay != null) {
            stay.leave();
        }
    }

    /** Whether an answer has been given, or the client is gone. */
    boolean over() {
        return answered || request.response().closed();
    }

    /** HttpAnswers with a problem. */
    void refuse(Refusal refusal) {
        answer(HttpAnswers.problem(refusal, this::traceId));
    }

    /** The same with another time to wait than most refusals have. */
    void refuse(Refusal refusal, long waitSeconds) {
        retryAfterSeconds = Long.toString(waitSeconds);
        refuse(refusal);
    }

    /** HttpAnswers, unless that has happened, or the client is gone. */
    void answer(Answer answer) {
        if (over()) {
            answered = true;
            givenUp();
            return;
        }
        answered = true;
        if (span != null) {
            RequestSpans.end(span, answer);
        }
        if (answer.problem() != null) {
            meters.refusedRequest(answer.problem().code());
        }
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.status());
        response.headers().set(HttpHeaders.CONTENT_TYPE, answer.mediaType());
        if (answer.retryAfter()) {
            response.headers()
                    .set(RETRY_AFTER, retryAfterSeconds == null ? settings.retryAfterSeconds() : retryAfterSeconds);
        }
        if (answer.status() == HttpStatus.UNAUTHENTICATED) {
            response.headers().set(WWW_AUTHENTICATE, BEARER);
        }
        if (!request.isEnded()) {
            discardTheRest(response);
        }
        // A client that went away meanwhile is no failure of anything here.
        var unused = response.end(answer.body());
    }

    /** The client is gone, or has been answered without waiting for its events. */
    void givenUp() {
        if (span != null) {
            span.fail("client-gone");
        }
    }

    /**
     * Most clients look for an answer when they have written all of the body, and to end a connection with unread bytes
     * resets it: they would never see the answer. So what is left is read to its end and thrown away, piece by piece,
     * within the time that any body has; then the connection ends, unless the body was small (RFC 9112, section 9.6).
     */
    private void discardTheRest(HttpServerResponse response) {
        boolean stays = isSmall();
        if (!stays) {
            response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        request.handler(ignored -> {});
        request.exceptionHandler(ignored -> {});
        long timeLeft = settings.bodyTimeoutMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        long timer = vertx.setTimer(Math.max(LINGER_MILLIS, timeLeft), id -> close());
        request.endHandler(ended -> {
            vertx.cancelTimer(timer);
            if (stays) {
                return;
            }
            response.bodyEndHandler(written -> close());
            if (response.ended()) {
                close();
            }
        });
    }

    /** Who asked before sending a body may leave it out: then nobody could tell it from the next request. */
    private boolean isSmall() {
        long announced = announcedBytes();
        return announced > 0 && announced <= SMALL_BYTES && !asksBeforehand();
    }

    private void close() {
        var unused = request.connection().close();
    }
}
