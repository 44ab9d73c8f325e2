package io.aguacero.router.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.BatchReceipt;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.BatchIntake;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.PathStates;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hop as a POST, by a plain client. */
class HopRouteTest {
    private static final Set<DeliveryPath> BOTH = Set.of(DeliveryPath.values());
    private static final int EVENTS_MAX = 2;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> stored = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        Router router = Router.router(vertx);
        new HopRoute(new BatchIntake(
                        batch -> {
                            batch.forEach(event -> stored.add(event.getId()));
                            return CompletableFuture.completedFuture(batch.stream()
                                    .map(event -> new Delivered(PathStates.on(BOTH, PathStatus.STORED)))
                                    .collect(ArrayList::new, List::add, List::addAll));
                        },
                        EVENTS_MAX,
                        BOTH))
                .add(router);
        port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<byte[]> post(byte[] body) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + port + Names.HOP_ADDRESS);
        HttpRequest request = HttpRequest.newBuilder(address)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static EventBatch batch(String... ids) {
        EventBatch.Builder batch = EventBatch.newBuilder();
        for (String id : ids) {
            batch.addEvents(EventEnvelope.newBuilder().setKind("weather.tweet").setId(id));
        }
        return batch.build();
    }

    @Test
    void aBatchIsStoredAndEachEventHasItsReceipt() throws Exception {
        HttpResponse<byte[]> answer = post(batch("one", "two").toByteArray());

        assertEquals(200, answer.statusCode());
        BatchReceipt receipts = BatchReceipt.parseFrom(answer.body());
        assertEquals(2, receipts.getReceiptsCount());
        assertEquals(PathStatus.STORED, receipts.getReceipts(1).getKafka());
        assertEquals(PathStatus.STORED, receipts.getReceipts(1).getRabbitmq());
        assertEquals(List.of("one", "two"), stored);
    }

    @Test
    void aBatchBeyondTheLimitIsRefusedWhole() throws Exception {
        HttpResponse<byte[]> answer = post(batch("one", "two", "three").toByteArray());

        BatchReceipt receipts = BatchReceipt.parseFrom(answer.body());
        assertEquals(3, receipts.getReceiptsCount());
        assertEquals("overloaded", receipts.getReceipts(0).getCode());
        assertEquals(PathStatus.NOT_STORED, receipts.getReceipts(0).getKafka());
        assertEquals(List.of(), stored);
    }

    @Test
    void whatIsNoBatchIsRefused() throws Exception {
        assertEquals(400, post(new byte[0]).statusCode());
        assertEquals(400, post("no batch".getBytes(StandardCharsets.UTF_8)).statusCode());
        assertEquals(List.of(), stored);
    }
}
