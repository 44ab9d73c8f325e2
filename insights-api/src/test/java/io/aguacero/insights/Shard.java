package io.aguacero.insights;

import com.google.protobuf.ByteString;
import io.aguacero.aggregation.ApplyFollower;
import io.aguacero.aggregation.ApplyLimits;
import io.aguacero.aggregation.ApplyListener;
import io.aguacero.aggregation.LogBounds;
import io.aguacero.aggregation.LogRecord;
import io.aguacero.aggregation.ShardApplier;
import io.aguacero.aggregation.ShardStart;
import io.aguacero.aggregation.ShardStep;
import io.aguacero.aggregation.store.Migration;
import io.aguacero.aggregation.store.ShardStore;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.contracts.wire.Fingerprint;
import io.vertx.redis.client.Redis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A shard as its consumer fills it. */
final class Shard {
    private static final ApplyListener UNHEARD = new ApplyListener() {
        @Override
        public void applied(String kind, int counted, int duplicates) {}

        @Override
        public void doorToStore(Duration elapsed) {}

        @Override
        public void deadLettered(String code) {}

        @Override
        public void position(long next) {}
    };

    private final ShardApplier applier;
    private final List<LogRecord> log = new ArrayList<>();
    private long offset;

    Shard(Redis redis, KindCatalog kinds, DeliveryPath path, int shard) {
        ShardStore store = new ShardStore(redis, Migration.by(redis), path, shard);
        this.applier = new ShardApplier(
                store,
                NothingKept.rebuild(store, kinds, "filler"),
                kinds,
                "filler",
                ApplyLimits.DEFAULT,
                letter -> CompletableFuture.completedStage(false),
                UNHEARD,
                ApplyFollower.NONE,
                InstantSource.system(),
                Runnable::run);
    }

    /** Adds an event to the log, accepted at the time it is of. */
    Shard event(Instant time, String id, String payload) {
        long micros = TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + time.getNano() / 1_000;
        ByteString bytes = ByteString.copyFrom(payload, StandardCharsets.UTF_8);
        EventEnvelope event = EventEnvelope.newBuilder()
                .setTenant(Names.DEFAULT_TENANT)
                .setKind("weather.tweet")
                .setSource(Names.HTTP_SOURCE)
                .setId(id)
                .setTimeMicros(micros)
                .setAcceptedAtMicros(micros + 1)
                .setKey("mixco")
                .setPayload(bytes)
                .build();
        log.add(new LogRecord(
                offset,
                Fingerprint.of(bytes.toByteArray(), id, time.toString()),
                List.of(new DecodedEvent.Readable(event))));
        offset++;
        return this;
    }

    /** Applies all of the log. */
    void apply() {
        ShardStart start = done(applier.open(new LogBounds(0, offset)));
        if (!(start instanceof ShardStart.ReadFrom)) {
            throw new AssertionError("not opened: " + start);
        }
        ShardStep step = done(applier.apply(log));
        if (!step.equals(new ShardStep.Applied(offset))) {
            throw new AssertionError("not applied: " + step);
        }
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
