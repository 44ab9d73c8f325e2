package io.aguacero.ingress.http;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/** Chooses the port at which the door looks for its router; the tests start and stop one there. */
public final class RouterPort implements QuarkusTestResourceLifecycleManager {
    static final String PROPERTY = "test.router.port";

    @Override
    public Map<String, String> start() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Map.of(
                    PROPERTY,
                    String.valueOf(free.getLocalPort()),
                    "aguacero.ingress.hop.router",
                    "127.0.0.1:${" + PROPERTY + "}",
                    "aguacero.ingress.deadline",
                    "4s",
                    "aguacero.ingress.hop.deadline",
                    "2s",
                    "aguacero.ingress.limits.body-timeout",
                    "1s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
