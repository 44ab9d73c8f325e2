package io.aguacero.bench;

import io.aguacero.aggregation.read.AggregateReader;
import io.aguacero.aggregation.read.TotalsReading;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** What the store has counted of one kind, by the read side that insights-api uses. */
final class Totals implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;
    private final AggregateReader reader;
    private final EventKind kind;

    /** @param kinds in whose folder the kind is declared */
    Totals(String redisUri, Path kinds, String kind) {
        this.redis = Redis.createClient(vertx, redisUri);
        this.reader = new AggregateReader(redis, new Shards(Stores.SHARDS), Duration.ofSeconds(20));
        this.kind = find(kinds, kind);
    }

    private static EventKind find(Path kinds, String kind) {
        if (KindCatalog.load(kinds) instanceof KindLoading.Loaded(KindCatalog catalog)) {
            return catalog.find(kind).orElseThrow();
        }
        throw new IllegalStateException("the kinds in " + kinds + " are refused");
    }

    /** Whether a path has counted so many events, no more and no fewer, and says that these are all. */
    boolean are(DeliveryPath path, long events) {
        return counted(path).equals(OptionalLong.of(events));
    }

    /** How many a path has counted; empty while it doesn't say that these are all of its log. */
    OptionalLong counted(DeliveryPath path) {
        return reader.totals(path, kind, null).toCompletableFuture().join() instanceof TotalsReading.Totals totals
                        && totals.complete()
                ? OptionalLong.of(totals.groups().stream()
                        .mapToLong(group -> group.count())
                        .sum())
                : OptionalLong.empty();
    }

    /** Empties the store. */
    void flush() {
        redis.send(Request.cmd(Command.FLUSHALL))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
