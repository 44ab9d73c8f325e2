package io.aguacero.aggregation.store;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * All that a shard holds, read in slices that never hold up the store. It is a picture of one moment only as long as
 * nobody applies. Stages fail when the store doesn't answer.
 */
public final class ShardContents {
    /** About how many keys, fields or members the store looks at for one command. */
    private static final int SLICE = 1_000;
    /** Most commands on their way to the store. */
    private static final int PIPELINE_MAX = 64;

    private final Redis redis;
    private final String prefix;

    ShardContents(Redis redis, ShardKeys keys) {
        this.redis = redis;
        this.prefix = keys.prefix() + ":";
    }

    /**
     * Names of keys.
     *
     * @param cursor where the page before ended; "0" for the first
     */
    public CompletionStage<Page> names(String cursor) {
        return redis.send(Request.cmd(Command.SCAN)
                        .arg(cursor)
                        .arg("MATCH")
                        .arg(prefix + "*")
                        .arg("COUNT")
                        .arg(SLICE))
                .toCompletionStage()
                .thenApply(answer -> new Page(
                        answer.get(0).toString(),
                        answer.get(1).stream()
                                .map(name -> name.toString().substring(prefix.length()))
                                .toList()));
    }

    /** Reads keys by their names; large ones come in parts, what is gone doesn't come. */
    public CompletionStage<Void> read(List<String> names, Consumer<StoredKey> into) {
        if (names.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        List<String> first = names.subList(0, Math.min(PIPELINE_MAX, names.size()));
        List<String> rest = names.subList(first.size(), names.size());
        List<Request> types = first.stream()
                .map(name -> Request.cmd(Command.TYPE).arg(prefix + name))
                .toList();
        return redis.batch(types)
                .toCompletionStage()
                .thenCompose(answers -> {
                    List<Reading> readings = new ArrayList<>();
                    for (int i = 0; i < first.size(); i++) {
                        String type = answers.get(i).toString();
                        if (!type.equals("none")) {
                            readings.add(new Reading(StoredKey.Type.of(type), first.get(i), "0"));
                        }
                    }
                    return parts(readings, into);
                })
                .thenCompose(done -> read(rest, into));
    }

    private CompletionStage<Void> parts(List<Reading> readings, Consumer<StoredKey> into) {
        if (readings.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        List<Request> requests = readings.stream()
                .map(reading -> Request.cmd(reading.command())
                        .arg(prefix + reading.name())
                        .arg(reading.cursor())
                        .arg("COUNT")
                        .arg(SLICE))
                .toList();
        return redis.batch(requests).toCompletionStage().thenCompose(answers -> {
            List<Reading> further = new ArrayList<>();
            for (int i = 0; i < readings.size(); i++) {
                Reading reading = readings.get(i);
                List<String> values = reading.values(answers.get(i).get(1));
                if (!values.isEmpty()) {
                    into.accept(new StoredKey(reading.type(), reading.name(), values));
                }
                String cursor = answers.get(i).get(0).toString();
                if (!cursor.equals("0")) {
                    further.add(new Reading(reading.type(), reading.name(), cursor));
                }
            }
            return parts(further, into);
        });
    }

    /**
     * A page of names.
     *
     * @param cursor of the next page; "0" after the last
     * @param names without the shard's prefix; one may come twice
     */
    public record Page(String cursor, List<String> names) {}

    private record Reading(StoredKey.Type type, String name, String cursor) {
        Command command() {
            return switch (type) {
                case HASH -> Command.HSCAN;
                case ZSET -> Command.ZSCAN;
                case SET -> Command.SSCAN;
            };
        }

        /** Sorted sets come as member, score; they are written as score, member. */
        List<String> values(Response answer) {
            List<String> values = new ArrayList<>(answer.size());
            for (int i = 0; i < answer.size(); i++) {
                int at = type == StoredKey.Type.ZSET ? i ^ 1 : i;
                values.add(answer.get(at).toString());
            }
            return values;
        }
    }
}
