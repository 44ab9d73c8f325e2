package io.aguacero.ingress.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each limit of connections and heads, at it and one past it; others are served meanwhile. */
@QuarkusTest
@QuarkusTestResource(RouterPort.class)
@TestProfile(ConnectionLimitsTest.SmallLimits.class)
class ConnectionLimitsTest {
    private static final int MAX = 320;
    private static final int PER_ADDRESS = 300;
    private static final int PIPELINE = 20;
    private static final String OTHER = "127.0.0.2";
    private static final String GET = "GET /problems/malformed HTTP/1.1\r\nHost: a\r\n";

    @Inject
    MeterRegistry registry;

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = RouterPort.PROPERTY)
    int routerPort;

    private Door door;
    private ScriptedRouter router;

    /** Few connections, and little time for heads. */
    public static final class SmallLimits implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "aguacero.ingress.connections.max",
                    String.valueOf(MAX),
                    "aguacero.ingress.connections.per-address-max",
                    String.valueOf(PER_ADDRESS),
                    "aguacero.ingress.connections.pipeline-max",
                    String.valueOf(PIPELINE),
                    "aguacero.ingress.connections.head-timeout",
                    "1s",
                    "aguacero.ingress.limits.body-bytes-max",
                    "64K",
                    "quarkus.http.idle-timeout",
                    "4s");
        }
    }

    @BeforeEach
    void start() {
        door = new Door(base);
        router = ScriptedRouter.reached(routerPort, door);
        await("connections are left over", () -> open() <= 2);
    }

    @Test
    void whatIdlesEndsAndOthersAreServedMeanwhile() {
        double before = ended("idle");
        List<RawClient> idle = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            idle.add(new RawClient(base.getPort(), OTHER));
        }

        await("250 idle connections", () -> open() >= 250);
        assertServed();
        idle.forEach(client -> assertEquals("", client.untilOver()));
        assertTrue(ended("idle") - before >= 250, "only " + (ended("idle") - before));
        await("the connections aren't given back", () -> open() <= 2);
    }

    @Test
    void theLastConnectionOfAnAddressIsTakenAndTheNextIsClosedWhileAnotherAddressIsServed() {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < PER_ADDRESS; i++) {
                clients.add(new RawClient(base.getPort(), OTHER));
            }
            assertAnswered(200, clients.getLast().write(GET + "\r\n").answer());

            try (RawClient next = new RawClient(base.getPort(), OTHER)) {
                assertEquals("", next.untilOver());
            }

            assertEquals(1, ended("address-connections"));
            assertServed();
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void theLastConnectionOfAllIsTakenAndTheNextIsClosed() {
        List<RawClient> clients = new ArrayList<>();
        await("connections are left over", () -> open() == 0);
        try {
            while (clients.size() < MAX) {
                String from = "127.0.0." + (3 + clients.size() % 2);
                clients.add(new RawClient(base.getPort(), from));
                await("a connection isn't taken", () -> open() == clients.size());
            }
            assertAnswered(200, clients.getLast().write(GET + "\r\n").answer());

            try (RawClient next = new RawClient(base.getPort(), "127.0.0.5")) {
                assertEquals("", next.untilOver());
            }

            assertEquals(1, ended("connections"));
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void aHeadThatTakesTooLongEndsHoweverItMovesAndOthersAreServedMeanwhile() {
        double before = ended("slow-head");
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(new RawClient(base.getPort(), OTHER).write(GET));
        }
        Thread dripping = Thread.startVirtualThread(() -> drip(slow));

        assertServed();
        slow.forEach(client -> assertEquals("", client.untilOver()));
        dripping.interrupt();

        assertTrue(ended("slow-head") - before >= 100, "only " + (ended("slow-head") - before));
        assertServed();
    }

    @Test
    void aHeadThatEndsInTimeIsAnsweredAndSoIsTheNextOne() {
        try (RawClient client = new RawClient(base.getPort(), OTHER)) {
            for (int request = 0; request < 3; request++) {
                client.write(GET);
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
                assertAnswered(200, client.write("\r\n").answer());
            }
        }
    }

    @Test
    void requestsSentAheadAreAnsweredUpToTheLimitAndWithTheNextTheConnectionEnds() {
        router.hangs();
        String request = post(Door.TWEET);
        try (RawClient within = new RawClient(base.getPort(), OTHER);
                RawClient beyond = new RawClient(base.getPort(), OTHER)) {
            within.write(request.repeat(PIPELINE));
            beyond.write(request.repeat(PIPELINE + 1));

            assertEquals("", beyond.untilOver());
            assertEquals(1, ended("pipeline"));
            router.answers(ScriptedRouter.STORED);
            for (int i = 0; i < PIPELINE; i++) {
                String answer = within.answer();
                // What was under way while the router said nothing is 503.
                assertTrue(answer.startsWith("HTTP/1.1 202 ") || answer.startsWith("HTTP/1.1 503 "), i + ": " + answer);
            }
        }
    }

    @Test
    void theLastHeaderLineThatFitsIsTakenAndTheNextIsNot() {
        double before = ended("header-lines");

        assertAnswered(200, once(GET + "A: b\r\n".repeat(99) + "\r\n"));
        assertAnswered(431, once(GET + "A: b\r\n".repeat(100) + "\r\n"));
        assertEquals(1, ended("header-lines") - before);
    }

    @Test
    void theLastByteOfAHeadThatFitsIsTakenAndTheNextIsNot() {
        double before = ended("header-bytes");
        int rest = 8_192 - "Host: a".length() - "A: ".length();

        assertAnswered(200, once(GET + "A: " + "b".repeat(rest) + "\r\n\r\n"));
        assertAnswered(431, once(GET + "A: " + "b".repeat(rest + 1) + "\r\n\r\n"));
        assertEquals(1, ended("header-bytes") - before);
    }

    @Test
    void theLastByteOfARequestLineThatFitsIsTakenAndTheNextIsNot() {
        double before = ended("request-line");
        int rest = 4_096 - "GET /problems/malformed? HTTP/1.1".length();

        assertAnswered(200, once(GET.replace(" HTTP", "?" + "a".repeat(rest) + " HTTP") + "\r\n"));
        assertAnswered(414, once(GET.replace(" HTTP", "?" + "a".repeat(rest + 1) + " HTTP") + "\r\n"));
        assertEquals(1, ended("request-line") - before);
    }

    /** Each piece kept by itself would cost forty times its byte; they go into one array. */
    @Test
    void theLastOfManySingleBytesThatFitsIsTakenAndTheNextIsNot() {
        String head = post("").replace("Content-Length: 0", "Transfer-Encoding: chunked");
        String tweet = Door.TWEET.replaceAll("(?s).", "1\r\n$0\r\n");
        String spaces = "1\r\n \r\n".repeat(65_536 - Door.TWEET.length());

        assertAnswered(202, once(head + tweet + spaces + "0\r\n\r\n"));
        assertAnswered(413, once(head + tweet + spaces + "1\r\n \r\n0\r\n\r\n"));
    }

    private String once(String request) {
        try (RawClient client = new RawClient(base.getPort(), OTHER)) {
            return client.write(request).answer();
        }
    }

    private static String post(String body) {
        return "POST /v1/tweets HTTP/1.1\r\nHost: a\r\nAuthorization: " + Door.bearer("all")
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static void drip(List<RawClient> clients) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                clients.forEach(client -> client.write("X: y\r\n"));
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        } catch (java.io.UncheckedIOException ended) {
            // The door has had enough.
        }
    }

    private void assertServed() {
        assertEquals(
                202, door.post("/v1/tweets", "application/json", Door.TWEET).status());
    }

    private static void assertAnswered(int status, String answer) {
        assertTrue(answer.matches("(?s)HTTP/1\\.[01] " + status + " .*"), status + " expected: " + answer);
    }

    private double open() {
        return registry.get("aguacero.ingress.connections").gauge().value();
    }

    private double ended(String reason) {
        return registry.get("aguacero.ingress.connections.ended")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static void await(String failure, java.util.function.BooleanSupplier condition) {
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - patience < 0, failure);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
