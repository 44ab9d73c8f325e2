package io.aguacero.localstack.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
    @Test
    void allKeepTheirDistanceToTheBase() {
        assertEquals(
                Map.ofEntries(
                        Map.entry(9000, "ingress-api"),
                        Map.entry(9001, "router-api"),
                        Map.entry(9002, "kafka-writer"),
                        Map.entry(9003, "rabbit-writer"),
                        Map.entry(9004, "kafka-consumer"),
                        Map.entry(9005, "rabbit-consumer"),
                        Map.entry(9010, "insights-api"),
                        Map.entry(9011, "prometheus"),
                        Map.entry(9020, "ingress-api (management)"),
                        Map.entry(9021, "router-api (management)"),
                        Map.entry(9022, "kafka-writer (management)"),
                        Map.entry(9023, "rabbit-writer (management)"),
                        Map.entry(9024, "kafka-consumer (management)"),
                        Map.entry(9025, "rabbit-consumer (management)"),
                        Map.entry(9026, "insights-api (management)"),
                        Map.entry(9030, "kafka"),
                        Map.entry(9031, "kafka (controller)"),
                        Map.entry(9032, "rabbitmq"),
                        Map.entry(9033, "rabbitmq (distribution)"),
                        Map.entry(9034, "rabbitmq (epmd)"),
                        Map.entry(9035, "valkey")),
                new Ports(9000).all());
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 65_500})
    void aBaseFromWhichAllPortsCanBeUsedIsTaken(int base) {
        assertEquals(base, new Ports(base).base());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1023, 65_501, 70_000})
    void anotherBaseIsRefusedNamingItsVariable(int base) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Ports(base));

        assertEquals("AGUACERO_PORT_BASE must be between 1024 and 65500", refusal.getMessage());
    }

    @Test
    void aTakenPortIsRefusedWithItsNumberItsUserAndTheWayOut() throws IOException {
        int base = FreePorts.next();
        try (ServerSocket taken = new ServerSocket(base, 1, InetAddress.getLoopbackAddress())) {
            var refusal = assertThrows(Refusal.class, new Ports(base)::refuseTaken);

            assertTrue(String.valueOf(refusal.getMessage())
                    .startsWith("port " + taken.getLocalPort() + " (ingress-api) is in use"));
            assertTrue(String.valueOf(refusal.getMessage()).contains("AGUACERO_PORT_BASE="));
        }
    }
}
