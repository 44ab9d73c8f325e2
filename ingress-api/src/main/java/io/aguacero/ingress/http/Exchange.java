package io.aguacero.ingress.http;

import io.aguacero.ingress.Refusal;
import io.aguacero.ingress.http.HttpAnswers.Answer;
import io.aguacero.ingress.observability.IngressMeters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** One request on its way to exactly one answer. Used on the request's own context only. */
final class Exchange {
    /** How long what is left of a refused body is read and thrown away, so that the client can read the answer. */
    private static final long LINGER_MILLIS = 1_000;

    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");

    private final HttpServerRequest request;
    private final Vertx vertx;
    private final Context context;
    private final IngressMeters meters;
    private final String retryAfterSeconds;
    private InFlight.@Nullable Permit permit;
    private @Nullable String traceId;
    private boolean answered;

    Exchange(HttpServerRequest request, Vertx vertx, IngressMeters meters, String retryAfterSeconds) {
        this.request = request;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.meters = meters;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    HttpServerRequest request() {
        return request;
    }

    /** Where everything about this request happens. */
    Context context() {
        return context;
    }

    /** The name of this request in problems and logs. */
    String traceId() {
        String id = traceId;
        if (id == null) {
            id = TraceId.of(request.getHeader("traceparent"));
            traceId = id;
        }
        return id;
    }

    /** Holds on to the room that the request takes up until {@link #leave}. */
    void hold(InFlight.Permit room) {
        permit = room;
    }

    /** Gives the room back. */
    void leave() {
        if (permit != null) {
            permit.leave();
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

    /** HttpAnswers, unless that has happened, or the client is gone. */
    void answer(Answer answer) {
        if (over()) {
            answered = true;
            return;
        }
        answered = true;
        if (answer.problem() != null) {
            meters.refusedRequest(answer.problem().code());
        }
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.status());
        response.headers().set(HttpHeaders.CONTENT_TYPE, answer.mediaType());
        if (answer.retryAfter()) {
            response.headers().set(RETRY_AFTER, retryAfterSeconds);
        }
        if (!request.isEnded()) {
            discardTheRest(response);
        }
        // A client that went away meanwhile is no failure of anything here.
        var unused = response.end(answer.body());
    }

    /** Closing at once, with unread bytes in the socket, would reset the connection and destroy the answer. */
    private void discardTheRest(HttpServerResponse response) {
        response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        request.handler(ignored -> {});
        request.exceptionHandler(ignored -> {});
        long timer = vertx.setTimer(LINGER_MILLIS, id -> close());
        request.endHandler(ended -> {
            vertx.cancelTimer(timer);
            response.bodyEndHandler(written -> close());
            if (response.ended()) {
                close();
            }
        });
    }

    private void close() {
        var unused = request.connection().close();
    }
}
