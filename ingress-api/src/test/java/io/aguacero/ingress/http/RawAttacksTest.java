package io.aguacero.ingress.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong on the bare socket: it is refused as documented, nothing of it is written, and others are served. */
@QuarkusTest
@QuarkusTestResource(RouterPort.class)
class RawAttacksTest {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] [0-9]{3} ");
    private static final String KEY = "Host: a\r\nAuthorization: " + Door.bearer("all") + "\r\n";
    private static final String POST = "POST /v1/tweets HTTP/1.1\r\n" + KEY + "Content-Type: application/json\r\n";
    private static final String HIDDEN = POST + "Content-Length: " + Door.TWEET.length() + "\r\n\r\n" + Door.TWEET;
    private static final String TWEET_IN_CHUNKS =
            Integer.toHexString(Door.TWEET.length()) + "\r\n" + Door.TWEET + "\r\n0\r\n\r\n";

    @Inject
    MeterRegistry registry;

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = RouterPort.PROPERTY)
    int routerPort;

    private Door door;
    private ScriptedRouter router;

    @BeforeEach
    void start() {
        door = new Door(base);
        router = ScriptedRouter.reached(routerPort, door);
    }

    @AfterEach
    void othersAreServed() {
        router.answers(ScriptedRouter.STORED);
        assertEquals(
                202, door.post("/v1/tweets", "application/json", Door.TWEET).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 0",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding : chunked",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 6",
                "Content-Length: -1"
            })
    void aRequestThatHidesAnotherIs400AndTheOtherIsNeverRead(String headers) {
        double before = ended();

        String answer = attack(POST + headers + "\r\n\r\n" + TWEET_IN_CHUNKS + HIDDEN);

        assertRefused(400, answer);
        assertEquals(1, ended() - before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100000000\r\n",
                "100000001\r\nx\r\n0\r\n\r\n",
                "0 x\r\n\r\n",
                "-1\r\n",
                "\r\n",
                "5\nhello\n0\n\n",
                "x\r\n",
                "2\r\n{}x"
            })
    void chunksThatHideARequestAre400AndItIsNeverRead(String chunks) {
        String answer = attack(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunks + HIDDEN);

        assertRefused(400, answer);
        assertTrue(answer.contains("\"code\":\"malformed\""), answer);
    }

    @Test
    void chunksByTheLetterAreTakenDownToSingleBytes() {
        StringBuilder bytes = new StringBuilder();
        Door.TWEET.chars().forEach(c -> bytes.append("1\r\n").append((char) c).append("\r\n"));
        try (RawClient client = client()) {
            String ofBytes = client.write(POST + "Transfer-Encoding: chunked\r\n\r\n" + bytes + "0\r\n\r\n")
                    .answer();
            String whole = client.write(POST + "Transfer-Encoding: chunked\r\n\r\n" + TWEET_IN_CHUNKS)
                    .answer();

            assertTrue(ofBytes.startsWith("HTTP/1.1 202 "), ofBytes);
            assertTrue(whole.startsWith("HTTP/1.1 202 "), whole);
        }
        assertEquals(Door.TWEET, router.received().getFirst().getPayload().toStringUtf8());
        assertEquals(2, router.received().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1073741824", "Content-Length: 9223372036854775807"})
    void aLengthBeyondTheLimitIs413BeforeTheBodyComes(String length) {
        try (RawClient client = client()) {
            String answer = client.write(POST + length + "\r\n\r\n").answer();

            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        }
    }

    @Test
    void aLengthThatLiesIsNeverWritten() {
        try (RawClient tooShort = client();
                RawClient tooLong = client()) {
            String refused = tooShort.write(POST + "Content-Length: 10\r\n\r\n" + Door.TWEET + "\r\n\r\n")
                    .untilOver();
            tooLong.write(POST + "Content-Length: 2000\r\n\r\n" + Door.TWEET);

            assertTrue(refused.startsWith("HTTP/1.1 400 "), refused);
            assertEquals(2, statuses(refused), "the rest isn't a request: " + refused);
            assertTrue(tooLong.untilOver().startsWith("HTTP/1.1 503 "), "slow-body");
        }
        assertTrue(router.received().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "identity", "gzip, gzip", ""})
    void anyContentEncodingIs415BeforeTheBodyComes(String encoding) {
        try (RawClient client = client()) {
            String answer = client.write(POST + "Content-Encoding: " + encoding + "\r\nContent-Length: 1000000\r\n\r\n")
                    .answer();

            assertTrue(answer.startsWith("HTTP/1.1 415 "), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-A: b\nX-Injected: c",
                "X-A: b\rX-Injected: c",
                "X-A: b\u0000c",
                "X\u0000A: b",
                "X A: b",
                ": b",
                "no colon",
                "X-A\u000b: b"
            })
    void aHeaderThatIsNoneIs400(String header) {
        assertRefused(400, attack("GET /openapi HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /openapi\r\n\r\n",
                "GET\r\n\r\n",
                "GET /openapi HTTP/1.1 x\r\nHost: a\r\n\r\n",
                "GET /openapi HTTP/2.0\r\nHost: a\r\n\r\n",
                "GET /openapi HTTP/0.9\r\nHost: a\r\n\r\n",
                "GET /openapi XTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /openapi HTTP/1.1\nHost: a\n\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                "\u0000\u0000\u0000\u0000GET\r\n\r\n",
                "no HTTP at all\r\n\r\n"
            })
    void aRequestLineThatIsNoneIs400(String request) {
        assertRefused(400, attack(request));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host: a b", "Host: a/b", "Host: a@b", "Host: a:b", "Host: a\r\nHost: a", "X: y", "Host: [::1"})
    void aHostThatIsNoneIs400(String host) {
        try (RawClient client = client()) {
            String answer = client.write("GET /openapi HTTP/1.1\r\n" + host + "\r\n\r\n")
                    .answer();

            assertTrue(answer.startsWith("HTTP/1.1 400 "), host + ": " + answer);
        }
    }

    @Test
    void whatAPathSaysOfLinesStaysInThePath() {
        try (RawClient client = client()) {
            String answer = client.write("GET /problems/a%0d%0aX-Injected:%20b HTTP/1.1\r\nHost: a\r\n\r\n")
                    .answer();

            assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
            assertFalse(answer.toLowerCase(Locale.ROOT).contains("injected"), answer);
        }
    }

    @Test
    void anAbsoluteAddressLeadsWhereItsPathLeads() {
        try (RawClient client = client()) {
            String open = client.write("GET http://a/problems/malformed HTTP/1.1\r\nHost: a\r\n\r\n")
                    .answer();
            assertTrue(open.startsWith("HTTP/1.1 200 "), open);
        }
        try (RawClient client = client()) {
            String closed = client.write("POST http://a/v1/tweets HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                    .answer();
            assertTrue(closed.startsWith("HTTP/1.1 401 "), "no way round the key: " + closed);
        }
    }

    @Test
    void aQuestionWithABodyIs400AndWhatItBringsHasATime() {
        String answer = attack("GET /openapi HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nx");

        assertRefused(400, answer);
    }

    @Test
    void anUpgradeIsIgnored() {
        try (RawClient client = client()) {
            String answer = client.write(
                            "GET /problems/malformed HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                                    + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")
                    .answer();

            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
    }

    /** What the door answers until it ends the connection; nothing may have reached the router. */
    private String attack(String bytes) {
        try (RawClient client = client()) {
            String answer = client.write(bytes).untilOver();
            assertTrue(router.received().isEmpty(), "something was delivered");
            return answer;
        }
    }

    private static void assertRefused(int status, String answer) {
        assertTrue(answer.matches("(?s)HTTP/1\\.[01] " + status + " .*"), answer);
        assertEquals(1, statuses(answer), answer);
    }

    private static long statuses(String answer) {
        return STATUS.matcher(answer).results().count();
    }

    private RawClient client() {
        return new RawClient(base.getPort());
    }

    private double ended() {
        return registry.get("aguacero.ingress.connections.ended").counters().stream()
                .filter(counter -> !"idle".equals(counter.getId().getTag("reason")))
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
