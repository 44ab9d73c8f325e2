package io.aguacero.aggregation.read;

import io.aguacero.aggregation.read.PositionsReading.ShardPosition;
import io.aguacero.aggregation.store.ShardKeys;
import io.aguacero.contracts.DeliveryPath;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the shards of a path, a bounded number of commands at once. Stages fail when the store doesn't answer. */
final class PathReader {
    /** Most commands on their way to the store for one reading. */
    static final int PIPELINE_MAX = 64;

    private final Redis redis;
    private final DeliveryPath path;
    private final int shards;

    PathReader(Redis redis, DeliveryPath path, int shards) {
        this.redis = redis;
        this.path = path;
        this.shards = shards;
    }

    /** The keys of every shard, by shard. */
    List<ShardKeys> keys() {
        return IntStream.range(0, shards)
                .mapToObj(shard -> ShardKeys.of(path, shard))
                .toList();
    }

    /** Where each shard stands, by shard; null for one that no consumer has ever opened. */
    CompletionStage<List<@Nullable ShardPosition>> positions() {
        List<Request> requests = keys().stream()
                .map(keys -> Request.cmd(Command.HGETALL).arg(keys.position()))
                .toList();
        return send(requests, Function.identity()).thenApply(answers -> {
            List<@Nullable ShardPosition> positions = new ArrayList<>(shards);
            for (int shard = 0; shard < shards; shard++) {
                positions.add(position(shard, answers.get(shard)));
            }
            return positions;
        });
    }

    private static @Nullable ShardPosition position(int shard, Response answer) {
        Response next = answer.get("next");
        if (next == null) {
            return null;
        }
        Map<String, Instant> logTimes = new TreeMap<>();
        for (String field : answer.getKeys()) {
            if (field.startsWith(ShardKeys.LOG_TIME)) {
                long micros = answer.get(field).toLong();
                logTimes.put(
                        field.substring(ShardKeys.LOG_TIME.length()), Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
            }
        }
        boolean complete = answer.get("complete").toInteger() == 1
                && next.toLong() >= answer.get("goal").toLong();
        return new ShardPosition(
                shard, next.toLong(), logTimes, answer.get("owner").toString(), complete);
    }

    /** Tables by their keys. */
    CompletionStage<List<StoredTable>> tables(List<String> keys) {
        return send(
                keys.stream().map(key -> Request.cmd(Command.HGETALL).arg(key)).toList(), StoredTable::of);
    }

    /** Starts, in seconds, of the windows in [from, to) that a shard holds, for each shard; at most that many of each. */
    CompletionStage<List<List<Long>>> windowStarts(String kind, String size, long from, long to, int limit) {
        List<Request> requests = keys().stream()
                .map(keys -> Request.cmd(Command.ZRANGEBYSCORE)
                        .arg(keys.windowIndex(kind, size))
                        .arg(from)
                        .arg("(" + to)
                        .arg("LIMIT")
                        .arg(0)
                        .arg(limit))
                .toList();
        return send(requests, answer -> answer.stream().map(Response::toLong).toList());
    }

    private <R> CompletionStage<List<R>> send(List<Request> requests, Function<Response, R> reading) {
        return sendFrom(requests, 0, reading, new ArrayList<>(requests.size()));
    }

    private <R> CompletionStage<List<R>> sendFrom(
            List<Request> requests, int first, Function<Response, R> reading, List<R> read) {
        if (first == requests.size()) {
            return CompletableFuture.completedStage(read);
        }
        int last = Math.min(requests.size(), first + PIPELINE_MAX);
        return redis.batch(requests.subList(first, last)).toCompletionStage().thenCompose(answers -> {
            answers.forEach(answer -> read.add(reading.apply(answer)));
            return sendFrom(requests, last, reading, read);
        });
    }
}
