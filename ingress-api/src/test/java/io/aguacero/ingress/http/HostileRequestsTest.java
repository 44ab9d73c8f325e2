package io.aguacero.ingress.http;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Every request here is wrong. Each must be answered by a 4xx problem document (by a bare 4xx where what came isn't
 * HTTP), must reach no sink, and must leave nothing of its content in the log or the answer.
 */
@QuarkusTest
@QuarkusTestResource(RouterPort.class)
class HostileRequestsTest {
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

    @Test
    void atLeastSixtyHostileRequestsAreRefusedWithoutATrace() {
        List<HostileRequest> corpus =
                Stream.concat(HostileRequest.bodies(), HostileRequest.heads()).toList();
        LogCapture log = new LogCapture();
        List<Executable> checks = new ArrayList<>();
        try (log) {
            for (HostileRequest request : corpus) {
                byte[] answer = door.raw(withKey(request.bytes()), Duration.ofSeconds(5));
                checks.add(() -> assertRefused(request, new String(answer, StandardCharsets.UTF_8)));
            }
        }

        assertAll(checks);
        assertTrue(corpus.size() >= 60, "only " + corpus.size());
        assertTrue(router.received().isEmpty(), "something was delivered");
        assertFalse(log.text().contains(HostileRequest.MARKER), "the log repeats what was sent");
        RouterChannel.awaitReachable(door);
    }

    /** None of them is wrong because it comes without a key. */
    private static byte[] withKey(byte[] request) {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        return text.replaceFirst(" HTTP/1\\.1\r\n", "$0Authorization: " + Door.bearer("all") + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void assertRefused(HostileRequest request, String answer) throws IOException {
        if (request.status() == 0) {
            assertEquals("", answer, request.name());
            return;
        }
        assertTrue(answer.matches("(?s)HTTP/1\\.[01] 4.*"), request.name() + " was answered: " + answer);
        assertFalse(answer.contains(HostileRequest.MARKER), request.name() + " is repeated: " + answer);
        int status = Integer.parseInt(answer.substring(9, 12));
        assertEquals(request.status(), status, request.name() + ": " + answer);
        String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
        if (request.bare()) {
            return;
        }
        assertTrue(
                head.toLowerCase(java.util.Locale.ROOT).contains("application/problem+json"),
                request.name() + ": " + head);
        JsonNode problem = Door.MAPPER.readTree(answer.substring(head.length() + 4));
        assertEquals(status, problem.get("status").asInt(), request.name());
        assertFalse(problem.get("retryable").asBoolean(), request.name());
        assertFalse(problem.get("code").asText().isEmpty(), request.name());
    }
}
