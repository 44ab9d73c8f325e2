package io.aguacero.insights.valkey;

import io.aguacero.aggregation.store.ShardKeys;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.insights.reconciliation.EventSum;
import io.aguacero.insights.reconciliation.HourKey;
import io.aguacero.insights.reconciliation.StoredCounts;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads a shard's position and the counts of some of its hours at one moment, by a script that only reads. */
public final class StoredCountsReader implements StoredCounts.Source {
    private static final String SCRIPT = """
            local totals, hours = {}, {}
            local kinds = tonumber(ARGV[1])
            for i = 1, kinds do totals[i] = redis.call('HGET', KEYS[1] .. ':t:' .. ARGV[i + 1] .. ':*', '[] n') or '0' end
            for i = kinds + 2, #ARGV do hours[#hours + 1] = redis.call('HGETALL', KEYS[1] .. ':rc:' .. ARGV[i]) end
            return { redis.call('HGETALL', KEYS[1] .. ':pos'), totals, hours }""";
    private static final String LOG_TIME = "logtime:";
    private static final List<String> STATES = List.of("c", "d", "l");
    private static final String SUMS = "nab";

    private final Redis redis;
    private final List<String> kinds;
    private final Duration deadline;

    /**
     * @param kinds the kinds in force
     * @param deadline of an answer of the store
     */
    public StoredCountsReader(Redis redis, KindCatalog kinds, Duration deadline) {
        this.redis = redis;
        this.kinds = kinds.kinds().stream().map(EventKind::name).toList();
        this.deadline = deadline;
    }

    @Override
    public CompletionStage<@Nullable StoredCounts> read(DeliveryPath path, int shard, List<HourKey> hours) {
        Request request = Request.cmd(Command.EVAL_RO)
                .arg(SCRIPT)
                .arg(1)
                .arg(ShardKeys.of(path, shard).prefix())
                .arg(kinds.size());
        kinds.forEach(request::arg);
        hours.forEach(hour -> request.arg(hour.kind() + ":" + hour.startSeconds()));
        return redis.send(request)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(answer -> counts(answer, hours));
    }

    private @Nullable StoredCounts counts(Response answer, List<HourKey> hours) {
        Map<String, String> position = fields(answer.get(0));
        String next = position.get("next");
        if (next == null) {
            return null;
        }
        Map<String, Long> logTimes = new HashMap<>();
        position.forEach((field, value) -> {
            if (field.startsWith(LOG_TIME)) {
                logTimes.put(field.substring(LOG_TIME.length()), Long.parseLong(value));
            }
        });
        Map<HourKey, Map<Integer, StoredCounts.Counts>> byHour = new HashMap<>();
        for (int i = 0; i < hours.size(); i++) {
            byHour.put(hours.get(i), minutes(fields(answer.get(2).get(i))));
        }
        Map<String, Long> totals = new HashMap<>();
        for (int i = 0; i < kinds.size(); i++) {
            totals.put(kinds.get(i), answer.get(1).get(i).toLong());
        }
        return new StoredCounts(Long.parseLong(next), logTimes, byHour, totals);
    }

    private static Map<String, String> fields(Response flat) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        return fields;
    }

    /** Fields are MINUTE.STATE.SUM; one of another form is a count that nobody made, and is left alone. */
    private static Map<Integer, StoredCounts.Counts> minutes(Map<String, String> fields) {
        Map<Integer, long[]> sums = new HashMap<>();
        fields.forEach((field, value) -> {
            String[] part = field.split("\\.", -1);
            if (part.length == 3 && STATES.contains(part[1]) && part[2].length() == 1 && SUMS.contains(part[2])) {
                sums.computeIfAbsent(Integer.valueOf(part[0]), absent -> new long[9])[
                                3 * STATES.indexOf(part[1]) + SUMS.indexOf(part[2])] =
                        Long.parseLong(value);
            }
        });
        Map<Integer, StoredCounts.Counts> minutes = new HashMap<>();
        sums.forEach(
                (minute, sum) -> minutes.put(minute, new StoredCounts.Counts(sum(sum, 0), sum(sum, 3), sum(sum, 6))));
        return minutes;
    }

    private static EventSum sum(long[] sums, int first) {
        return new EventSum(sums[first], sums[first + 1], sums[first + 2]);
    }
}
