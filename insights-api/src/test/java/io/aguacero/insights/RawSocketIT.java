package io.aguacero.insights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** What comes on the bare socket and isn't a question. */
@QuarkusTest
@QuarkusTestResource(StoreOfOneTest.class)
class RawSocketIT {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String GET = "GET /openapi HTTP/1.1\r\nHost: a\r\n";

    @TestHTTPResource("/")
    URI service;

    @Test
    void http2IsNotSpoken() throws IOException {
        assertAnswered("[45]..", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
        assertAnswered(
                "200", GET + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n");
    }

    @Test
    void theLastByteOfAHeadThatFitsIsTakenAndTheNextIsNot() throws IOException {
        int rest = 16_384 - "Host: a".length() - "A: ".length();

        assertAnswered("200", GET + "A: " + "b".repeat(rest) + "\r\n\r\n");
        assertAnswered("431", GET + "A: " + "b".repeat(rest + 1) + "\r\n\r\n");
    }

    @Test
    void theLastByteOfARequestLineThatFitsIsTakenAndTheNextIsNot() throws IOException {
        int rest = 8_192 - "GET /openapi? HTTP/1.1".length();

        assertAnswered("200", GET.replace(" HTTP", "?" + "a".repeat(rest) + " HTTP") + "\r\n");
        assertAnswered("414", GET.replace(" HTTP", "?" + "a".repeat(rest + 1) + " HTTP") + "\r\n");
    }

    /** The first line of what is answered is enough. */
    private void assertAnswered(String status, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            String answer = new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), ISO_8859_1);

            assertTrue(answer.matches("HTTP/[0-9.]+ " + status), answer);
        }
    }
}
