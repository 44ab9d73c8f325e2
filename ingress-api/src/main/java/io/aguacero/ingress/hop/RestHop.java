package io.aguacero.ingress.hop;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.BatchReceipt;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.delivery.Attempt;
import io.aguacero.delivery.HopTransport;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Batches to one router as plain HTTP/1.1, a POST each: the same bytes as over gRPC. There to be compared with it. */
public final class RestHop implements HopTransport {
    private final Vertx vertx;
    private final HttpClient client;

    /** @param connections most calls at once */
    public RestHop(Vertx vertx, InetSocketAddress router, int connections) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost(router.getAddress().getHostAddress())
                .setDefaultPort(router.getPort())
                .setMaxPoolSize(connections)
                .setTcpNoDelay(true));
    }

    @Override
    public CompletionStage<Attempt> deliver(EventBatch batch, Duration deadline) {
        CompletableFuture<Attempt> attempt = new CompletableFuture<>();
        long timer = vertx.setTimer(
                Math.max(1, deadline.toMillis()),
                over -> attempt.complete(new Attempt.Lost(Status.Code.DEADLINE_EXCEEDED)));
        client.request(HttpMethod.POST, Names.HOP_ADDRESS).onComplete(reached -> {
            if (reached.succeeded()) {
                send(reached.result(), batch, attempt);
            } else {
                attempt.complete(new Attempt.NotSent());
            }
        });
        return attempt.whenComplete((ended, never) -> vertx.cancelTimer(timer));
    }

    private static void send(HttpClientRequest request, EventBatch batch, CompletableFuture<Attempt> attempt) {
        if (attempt.isDone()) {
            request.reset();
            return;
        }
        // A connection whose answer nobody waits for any more isn't used again.
        var unused = attempt.whenComplete((ended, never) -> {
            if (!(ended instanceof Attempt.Answered)) {
                request.reset();
            }
        });
        request.send(Buffer.buffer(batch.toByteArray()))
                .compose(RestHop::receipt)
                .onComplete(answered -> attempt.complete(
                        answered.succeeded()
                                ? new Attempt.Answered(answered.result())
                                : new Attempt.Lost(Status.Code.UNAVAILABLE)));
    }

    private static Future<BatchReceipt> receipt(HttpClientResponse response) {
        return response.body().map(body -> {
            if (response.statusCode() != 200) {
                throw new IllegalStateException("the router answered " + response.statusCode());
            }
            try {
                return BatchReceipt.parseFrom(body.getBytes());
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("the router's answer can't be read", e);
            }
        });
    }

    @Override
    public void close() {
        var unused = client.close();
    }
}
