package io.aguacero.ingress.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is refused while its body is still on its way: a client that writes all of it before it looks for an answer, as most
 * do, however slowly, must find one.
 */
@QuarkusTest
@TestProfile(RefusedBodyTest.RoomForOneBody.class)
class RefusedBodyTest {
    private static final int MIB = 1 << 20;
    private static final Duration NONE = Duration.ZERO;
    /** Twenty of them are two seconds, of the four that a body has. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final int READERS = 2;

    @Inject
    Vertx vertx;

    @TestHTTPResource
    URI base;

    private Door door;

    /** The door takes one body of the greatest length at a time; there is no router, and none is needed. */
    public static final class RoomForOneBody implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "aguacero.ingress.limits.body-bytes-max", "1M",
                    "aguacero.ingress.limits.body-timeout", "4s",
                    "aguacero.ingress.in-flight.bytes-max", "1M",
                    "aguacero.ingress.deadline", "1s",
                    "aguacero.ingress.hop.deadline", "700ms",
                    "aguacero.ingress.hop.router", "127.0.0.1:1");
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    @BeforeEach
    void start() {
        door = new Door(base);
    }

    @Test
    void aBodyThatThereIsNoRoomForIsAnsweredToWhoWritesAllOfIt() {
        try (RawClient holder = holding(MIB);
                RawClient client = client()) {
            client.head("Content-Length: " + MIB).body(MIB, 20, PAUSE, false);

            assertRefused(503, "overloaded", client.untilEnd());
        }
    }

    @Test
    void aBodyThatOutgrowsTheRoomIsAnsweredToWhoWritesAllOfIt() {
        try (RawClient holder = holding(MIB - 1_000);
                RawClient client = client()) {
            client.head("Transfer-Encoding: chunked").body(MIB - 1_000, 20, PAUSE, true);

            assertRefused(503, "overloaded", client.untilEnd());
        }
    }

    @Test
    void aBodyThatIsTooLargeIsAnsweredToWhoWritesAllOfIt() {
        try (RawClient announced = client();
                RawClient chunked = client()) {
            announced.head("Content-Length: " + 16 * MIB).body(16 * MIB, 20, PAUSE, false);
            chunked.head("Transfer-Encoding: chunked").body(16 * MIB, 12, PAUSE, true);

            assertRefused(413, "too-large", announced.untilEnd());
            assertRefused(413, "too-large", chunked.untilEnd());
        }
    }

    @Test
    void anOrdinaryClientReadsEachRefusal() {
        try (RawClient holder = holding(MIB)) {
            Door.Reply noRoom = door.post("/v1/tweets", "application/x-ndjson", new byte[MIB]);
            Door.Reply tooLarge = door.post("/v1/tweets", "application/x-ndjson", new byte[32 * MIB]);

            assertEquals(503, noRoom.status());
            assertEquals("1", noRoom.header("retry-after"));
            assertEquals(413, tooLarge.status());
        }
    }

    @Test
    void whoAsksBeforehandIsRefusedWithoutABody() {
        try (RawClient holder = holding(MIB);
                RawClient noRoom = client();
                RawClient tooLarge = client()) {
            noRoom.head("Content-Length: " + MIB, "Expect: 100-continue");
            tooLarge.head("Content-Length: " + (MIB + 1), "Expect: 100-continue");

            assertRefused(503, "overloaded", noRoom.answer());
            assertRefused(413, "too-large", tooLarge.answer());
        }
    }

    @Test
    void theConnectionOfASmallRefusedBodyServesTheNextRequest() {
        try (RawClient holder = holding(MIB);
                RawClient client = client()) {
            for (int request = 0; request < 3; request++) {
                client.head("Content-Length: 1000").body(1_000, 2, NONE, false);

                String answer = client.answer();
                assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
                assertFalse(answer.toLowerCase(Locale.ROOT).contains("connection:"), answer);
            }
        }
    }

    @Test
    void aBodyThatDoesNotArriveInTimeMayBeSentAgain() {
        try (RawClient client = client()) {
            client.head("Content-Length: " + MIB).body(1_000, 1, NONE, false);

            assertRefused(503, "slow-body", client.untilEnd());
        }
    }

    @Test
    void aRefusedBodyWithoutAnEndIsCutOff() {
        try (RawClient client = client()) {
            client.head("Transfer-Encoding: chunked");
            byte[] chunk = ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(US_ASCII);

            assertThrows(UncheckedIOException.class, () -> {
                for (long sent = 0; sent < 100L * 1_024 * MIB; sent += chunk.length) {
                    client.write(chunk);
                }
            });
        }
    }

    @Test
    void aBodyThatNobodyGetsToReadIsAnsweredAtTheDeadline() {
        CountDownLatch busy = new CountDownLatch(1);
        List<Future<Boolean>> readers = new ArrayList<>();
        WorkerExecutor reading = vertx.createSharedWorkerExecutor("aguacero-reading", READERS);
        try {
            for (int reader = 0; reader < READERS; reader++) {
                readers.add(reading.executeBlocking(() -> busy.await(30, TimeUnit.SECONDS), false));
            }

            Door.Reply reply = door.post("/v1/tweets", "application/x-ndjson", new byte[MIB / 2]);

            assertEquals(503, reply.status());
            assertEquals("overloaded", reply.code());
            assertEquals("not_stored", reply.json().get("outcome").asText());
        } finally {
            busy.countDown();
            Future.join(readers).toCompletionStage().toCompletableFuture().join();
            reading.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void roomIsGivenBackByWhoWasRefusedAndByWhoIsGone() {
        try (RawClient holder = holding(MIB);
                RawClient client = client()) {
            client.head("Content-Length: " + MIB).body(MIB, 1, NONE, false);
            assertRefused(503, "overloaded", client.untilEnd());
        }

        try (RawClient again = holding(MIB)) {
            assertEquals(
                    503, door.post("/v1/tweets", "application/json", Door.TWEET).status());
        }
    }

    private RawClient client() {
        return new RawClient(base.getPort());
    }

    /** A client that takes up room for a body of which it sends nothing; there is room once whoever was before has left. */
    private RawClient holding(int bytes) {
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() - patience < 0) {
            RawClient client = client();
            client.head("Content-Length: " + bytes, "Expect: 100-continue");
            if (client.interim().startsWith("HTTP/1.1 100 ")) {
                return client;
            }
            client.close();
        }
        throw new AssertionError("the room that a client took up isn't given back");
    }

    private static void assertRefused(int status, String code, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("\"code\":\"" + code + "\""), answer);
        assertTrue(answer.toLowerCase(Locale.ROOT).contains("connection: close"), answer);
        assertEquals(status == 503, answer.toLowerCase(Locale.ROOT).contains("\r\nretry-after: 1\r\n"), answer);
        assertFalse(answer.contains("100 Continue"), answer);
    }
}
