package io.aguacero.aggregation.store;

import io.aguacero.contracts.DeliveryPath;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One shard in Valkey. Its stages never complete exceptionally for what a store may do; they complete on the client's
 * threads. Safe for any thread.
 */
public final class ShardStore {
    private static final FunctionLibrary LIBRARY = FunctionLibrary.INSTANCE;

    private final Redis redis;
    private final Migration migration;
    private final DeliveryPath path;
    private final int shard;
    private final ShardKeys keys;

    /**
     * @param redis the client; how it connects is its own matter
     * @param migration who loads the functions when they are missing
     * @param path whose aggregates
     * @param shard from 0
     */
    public ShardStore(Redis redis, Migration migration, DeliveryPath path, int shard) {
        this.redis = redis;
        this.migration = migration;
        this.path = path;
        this.shard = shard;
        this.keys = ShardKeys.of(path, shard);
    }

    /** Whose aggregates. */
    public DeliveryPath path() {
        return path;
    }

    /** Number of the shard, from 0. */
    public int shard() {
        return shard;
    }

    /**
     * Takes the shard for an owner, unless another one's lease runs. A shard that the store doesn't know has to be
     * filled first.
     */
    public CompletionStage<OpenReply> open(String owner, Duration lease, Duration deadline) {
        Request request = Request.cmd(Command.FCALL)
                .arg("aguacero_open")
                .arg(1)
                .arg(keys.prefix())
                .arg(LIBRARY.version())
                .arg(owner)
                .arg(lease.toMillis());
        return call(request, deadline, ShardStore::openReply, OpenReply.Down::new);
    }

    /** Takes one step of filling a shard that the store doesn't know. */
    public CompletionStage<RestoreReply> restore(RestoreStep step, Duration deadline) {
        return call(step.request(keys, LIBRARY.version()), deadline, ShardStore::restoreReply, RestoreReply.Down::new);
    }

    /** What the shard holds. */
    public ShardContents contents() {
        return new ShardContents(redis, keys);
    }

    /** Prefix of its keys. */
    public String prefix() {
        return keys.prefix();
    }

    /** Applies a batch, all of it or nothing. */
    public CompletionStage<ApplyReply> apply(ApplyCall call, Duration deadline) {
        return call(call.request(keys, LIBRARY.version()), deadline, ShardStore::applyReply, ApplyReply.Down::new);
    }

    private <R> CompletionStage<R> call(
            Request request, Duration deadline, Function<Response, R> reply, Function<String, R> down) {
        return send(request)
                .exceptionallyCompose(failure -> LIBRARY.missing(message(failure))
                        ? migration.load().thenCompose(loaded -> send(request))
                        : CompletableFuture.failedFuture(failure))
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> failure == null ? reply.apply(response) : down.apply(message(failure)));
    }

    private CompletableFuture<Response> send(Request request) {
        return redis.send(request).toCompletionStage().toCompletableFuture();
    }

    private static String message(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            return "no answer in time";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static OpenReply openReply(Response answer) {
        return switch (answer.get(0).toString()) {
            case "OK" -> new OpenReply.Opened(position(answer));
            case "EMPTY" -> new OpenReply.Empty();
            case "BUSY" -> new OpenReply.Busy(until(answer));
            default -> throw new IllegalStateException("the store answered " + answer.get(0));
        };
    }

    private static RestoreReply restoreReply(Response answer) {
        return switch (answer.get(0).toString()) {
            case "OK" -> new RestoreReply.Done();
            case "SEEN" -> new RestoreReply.Filled();
            case "LOST" -> new RestoreReply.Lost();
            case "BUSY" -> new RestoreReply.Busy(until(answer));
            default -> throw new IllegalStateException("the store answered " + answer.get(0));
        };
    }

    private static ApplyReply applyReply(Response answer) {
        return switch (answer.get(0).toString()) {
            case "OK" -> new ApplyReply.Done();
            case "KNOWN" -> new ApplyReply.Known(places(answer.get(1)), places(answer.get(2)));
            case "EMPTY" -> new ApplyReply.Empty();
            case "GAP", "SEEN" -> new ApplyReply.Elsewhere(position(answer));
            case "FORKED" -> new ApplyReply.Forked(position(answer));
            case "BUSY" -> new ApplyReply.Busy(until(answer));
            case "OVERFLOW" -> new ApplyReply.Overflow();
            default -> throw new IllegalStateException("the store answered " + answer.get(0));
        };
    }

    private static StoredPosition position(Response answer) {
        Map<String, Long> logTimes = new TreeMap<>();
        for (int i = 5; i + 1 < answer.size(); i += 2) {
            logTimes.put(answer.get(i).toString(), answer.get(i + 1).toLong());
        }
        return new StoredPosition(
                answer.get(1).toLong(),
                answer.get(2).toLong(),
                answer.get(3).toString(),
                logTimes,
                StoredPosition.Resume.parse(answer.get(4).toString()));
    }

    private static Instant until(Response answer) {
        return Instant.ofEpochMilli(answer.get(1).toLong());
    }

    private static List<Integer> places(Response numbers) {
        return numbers.stream().map(Response::toInteger).toList();
    }
}
