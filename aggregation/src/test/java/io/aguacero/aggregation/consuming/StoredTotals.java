package io.aguacero.aggregation.consuming;

import io.aguacero.aggregation.read.AggregateReader;
import io.aguacero.aggregation.read.Group;
import io.aguacero.aggregation.read.TotalsReading;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What the store holds, through the read side that insights-api uses. */
final class StoredTotals implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;
    private final AggregateReader reader;
    private final DeliveryPath path;
    private final EventKind kind;
    private final GroupSpec byMunicipality;

    StoredTotals(String redisUri, Shards shards, DeliveryPath path) {
        this.redis = Redis.createClient(vertx, redisUri);
        this.reader = new AggregateReader(redis, shards, Duration.ofSeconds(10));
        this.path = path;
        this.kind = kind();
        this.byMunicipality = kind.aggregate().groups().getFirst();
    }

    /** The temperatures of each municipality; empty while the store doesn't answer. */
    Map<String, Ledger.Line> byMunicipality() {
        Map<String, Ledger.Line> lines = new TreeMap<>();
        if (reader.totals(path, kind, byMunicipality).toCompletableFuture().join()
                instanceof TotalsReading.Totals totals) {
            for (Group group : totals.groups()) {
                var temperature = group.values().get("temperature");
                if (temperature != null && temperature.count() == group.count()) {
                    lines.put(
                            group.key().getFirst().textValue(),
                            new Ledger.Line(group.count(), temperature.sum(), temperature.min(), temperature.max()));
                }
            }
        }
        return lines;
    }

    void flushAll() {
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

    private static EventKind kind() {
        KindLoading loading = KindCatalog.load(Path.of("../contracts/kinds"));
        if (loading instanceof KindLoading.Loaded(KindCatalog catalog)) {
            return catalog.find(Ledger.KIND).orElseThrow();
        }
        throw new IllegalStateException(loading.toString());
    }
}
