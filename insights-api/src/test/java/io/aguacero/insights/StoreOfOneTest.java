package io.aguacero.insights;

import io.aguacero.localstack.LocalValkey;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Valkey of its own for the service under test, and the kinds that it is started with. */
public final class StoreOfOneTest implements QuarkusTestResourceLifecycleManager {
    static final Path KINDS = Path.of("src/test/kinds").toAbsolutePath();

    private static @Nullable LocalValkey valkey;
    private static @Nullable Path keys;

    static LocalValkey valkey() {
        if (valkey == null) {
            throw new IllegalStateException("the store isn't started");
        }
        return valkey;
    }

    /** Their file, which a test may change. */
    static Path keys() {
        if (keys == null) {
            throw new IllegalStateException("there are no keys yet");
        }
        return keys;
    }

    private static Path keysInForce() {
        try {
            keys = Files.copy(
                    Path.of("src/test/keys/keys.json"),
                    TestFolder.made("keys").resolve("keys.json").toAbsolutePath());
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> start() {
        LocalValkey started = new LocalValkey(TestFolder.made("valkey"));
        valkey = started;
        started.start();
        return Map.of(
                "aguacero.insights.keys.file", keysInForce().toString(),
                "aguacero.insights.keys.reload-every", "100ms",
                "quarkus.redis.hosts", started.redisUri(),
                "aguacero.insights.kinds-directory", KINDS.toString(),
                "aguacero.insights.reconciliation.enabled", "false",
                "aguacero.insights.gauges.interval", "100ms",
                "aguacero.insights.gauges.groups-max", "3",
                "aguacero.insights.live.interval", "250ms",
                "aguacero.insights.live.viewers-max", "2",
                "aguacero.insights.read-timeout", "500ms");
    }

    @Override
    public void stop() {
        valkey().close();
    }
}
