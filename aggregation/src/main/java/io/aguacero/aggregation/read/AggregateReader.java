package io.aguacero.aggregation.read;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.contracts.kinds.WindowSpec;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads aggregates, merged over all shards of a path. Its stages never complete exceptionally. Safe for any thread. */
public final class AggregateReader {
    /** Most windows of a page. */
    public static final int WINDOWS_MAX = 1_000;

    /**
     * @param redis the client; how it connects is its own matter
     * @param shards how many the installation has
     * @param deadline how long a whole reading may take
     */
    public AggregateReader(Redis redis, Shards shards, Duration deadline) {
        throw new UnsupportedOperationException(redis + "" + shards + deadline);
    }

    /**
     * Totals of a grouping.
     *
     * @param grouping one that the kind declares; null for the grand total
     */
    public CompletionStage<TotalsReading> totals(DeliveryPath path, EventKind kind, @Nullable GroupSpec grouping) {
        throw new UnsupportedOperationException();
    }

    /**
     * Windows of a grouping whose start is in [from, to).
     *
     * @param size one that the kind declares
     * @param grouping one that the kind declares; null for the grand total
     * @param limit most windows of the page, 1 to {@value #WINDOWS_MAX}
     */
    public CompletionStage<WindowsReading> windows(
            DeliveryPath path,
            EventKind kind,
            WindowSpec size,
            @Nullable GroupSpec grouping,
            Instant from,
            Instant to,
            int limit) {
        throw new UnsupportedOperationException();
    }

    /** Where the shards of a path stand in their logs. */
    public CompletionStage<PositionsReading> positions(DeliveryPath path) {
        throw new UnsupportedOperationException();
    }
}
