package io.aguacero.access.tokens;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Nobody waits for keys for ever: not for a provider that says nothing, nor past the service's stop. */
class IssuerKeysTest {
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration PROVIDERS_TIME = Duration.ofMinutes(5);
    private static final long SECONDS = 60;

    private final AtomicLong nanos = new AtomicLong(7);

    @Test
    void whoWaitsForTheKeysGoesOnWhenTheServiceStops() throws Exception {
        try (ServerSocket silent = silent();
                IssuerKeys keys = keys(silent)) {
            CompletableFuture<Void> answer = keys.ask().orElseThrow();
            silent.accept(); // it asks, and will wait
            assertFalse(answer.isDone());

            keys.close();

            assertNull(answer.get(SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void whoAsksWhileTheServiceStopsIsNotKeptWaiting() throws Exception {
        try (ServerSocket silent = silent()) {
            IssuerKeys keys = keys(silent);
            keys.close();

            CompletableFuture<Void> answer = keys.ask().orElseThrow();

            assertTrue(answer.isDone());
        }
    }

    private IssuerKeys keys(ServerSocket provider) {
        IssuerClient client = new IssuerClient(
                "http://127.0.0.1:" + provider.getLocalPort(), Optional.empty(), Optional.empty(), PROVIDERS_TIME);
        return new IssuerKeys(
                client, new IssuerTimes(PAUSE.toNanos(), PAUSE.toNanos(), PROVIDERS_TIME.toNanos()), nanos::get);
    }

    private static ServerSocket silent() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
