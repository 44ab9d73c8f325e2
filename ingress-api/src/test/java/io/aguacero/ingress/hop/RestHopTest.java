package io.aguacero.ingress.hop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.BatchReceipt;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.contracts.v1.Receipt;
import io.aguacero.delivery.Attempt;
import io.grpc.Status;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a batch over plain HTTP, with a router that answers as each test says. */
class RestHopTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final EventBatch BATCH = EventBatch.newBuilder()
            .addEvents(EventEnvelope.newBuilder().setKind("weather.tweet").setId("one"))
            .build();
    private static final BatchReceipt STORED = BatchReceipt.newBuilder()
            .addReceipts(Receipt.newBuilder().setKafka(PathStatus.STORED).setRabbitmq(PathStatus.STORED))
            .build();

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private int listen(Handler<HttpServerRequest> router) throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        return server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private Attempt delivered(int port, Duration deadline) throws Exception {
        InetSocketAddress router = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (RestHop hop = new RestHop(vertx, router, 2)) {
            return hop.deliver(BATCH, deadline).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theReceiptsOfTheRouterAreTheAnswer() throws Exception {
        int port = listen(request -> request.body().onSuccess(body -> {
            boolean same = request.path().equals(Names.HOP_ADDRESS) && body.equals(Buffer.buffer(BATCH.toByteArray()));
            request.response().setStatusCode(same ? 200 : 500).end(Buffer.buffer(STORED.toByteArray()));
        }));

        assertEquals(new Attempt.Answered(STORED), delivered(port, LONG));
    }

    @Test
    void aRouterThatCantBeReachedHasntGotTheBatch() throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {});
        int port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertEquals(new Attempt.NotSent(), delivered(port, LONG));
    }

    @Test
    void aBatchIsLostWhenTheConnectionEndsOrTheAnswerIsNone() throws Exception {
        int hangsUp = listen(request -> request.connection().close());
        int fails = listen(request -> request.response().setStatusCode(500).end());
        int babbles = listen(request -> request.response().end("no receipts"));

        for (int port : new int[] {hangsUp, fails, babbles}) {
            assertEquals(new Attempt.Lost(Status.Code.UNAVAILABLE), delivered(port, LONG));
        }
    }

    @Test
    void aSilentRouterIsGivenUpAtTheDeadline() throws Exception {
        int port = listen(request -> {});

        assertEquals(new Attempt.Lost(Status.Code.DEADLINE_EXCEEDED), delivered(port, Duration.ofMillis(100)));
    }
}
