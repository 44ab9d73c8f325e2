package io.aguacero.insights.valkey;

import io.aguacero.aggregation.store.ShardKeys;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.LetterId;
import io.aguacero.insights.Answer;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.letters.WaitingLetters;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks the store which letters wait; it changes nothing there. */
public final class LetterStore implements WaitingLetters {
    private static final int PIPELINE_MAX = 64;

    private final Redis redis;
    private final int shards;
    private final Duration deadline;

    /**
     * @param shards how many the installation has
     * @param deadline of one answer
     */
    public LetterStore(Redis redis, int shards, Duration deadline) {
        this.redis = redis;
        this.shards = shards;
        this.deadline = deadline;
    }

    @Override
    public CompletionStage<Answer<Set<LetterId>>> among(Collection<LetterId> letters) {
        List<LetterId> asked = List.copyOf(letters);
        List<Request> requests = asked.stream()
                .map(letter -> Request.cmd(Command.ZSCORE)
                        .arg(ShardKeys.of(letter.path(), letter.shard()).letters())
                        .arg(letter.withinShard()))
                .toList();
        return answer(requests, scores -> {
            Set<LetterId> waiting = new HashSet<>();
            for (int i = 0; i < asked.size(); i++) {
                if (scores.get(i) != null) {
                    waiting.add(asked.get(i));
                }
            }
            return waiting;
        });
    }

    @Override
    public CompletionStage<Answer<Map<DeliveryPath, Long>>> counts() {
        List<Request> requests = new ArrayList<>();
        for (DeliveryPath path : DeliveryPath.values()) {
            for (int shard = 0; shard < shards; shard++) {
                requests.add(
                        Request.cmd(Command.ZCARD).arg(ShardKeys.of(path, shard).letters()));
            }
        }
        return answer(requests, cards -> {
            Map<DeliveryPath, Long> counts = new EnumMap<>(DeliveryPath.class);
            for (int i = 0; i < cards.size(); i++) {
                Response card = cards.get(i);
                counts.merge(DeliveryPath.values()[i / shards], card == null ? 0 : card.toLong(), Long::sum);
            }
            return counts;
        });
    }

    private <R> CompletionStage<Answer<R>> answer(
            List<Request> requests, Function<List<@Nullable Response>, R> reading) {
        return sendFrom(requests, 0, new ArrayList<>())
                .toCompletableFuture()
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .<Answer<R>>thenApply(responses -> new Answer.Given<>(reading.apply(responses)))
                .exceptionally(failure -> new Answer.Refused<>(QueryRefusal.of(
                        ErrorCode.STORE_UNAVAILABLE, "the store doesn't say which dead letters wait: " + failure)));
    }

    private CompletionStage<List<@Nullable Response>> sendFrom(
            List<Request> requests, int first, List<@Nullable Response> read) {
        if (first == requests.size()) {
            return CompletableFuture.completedStage(read);
        }
        int last = Math.min(requests.size(), first + PIPELINE_MAX);
        return redis.batch(requests.subList(first, last)).toCompletionStage().thenCompose(answers -> {
            read.addAll(answers);
            return sendFrom(requests, last, read);
        });
    }
}
