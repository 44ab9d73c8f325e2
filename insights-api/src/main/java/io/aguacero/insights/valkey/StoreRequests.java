package io.aguacero.insights.valkey;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.insights.Answer;
import io.aguacero.insights.QueryRefusal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends the requests of one question, a bounded number at once, within one deadline. */
final class StoreRequests {
    private static final int PIPELINE_MAX = 64;

    private final Redis redis;
    private final Duration deadline;
    private final String asked;

    /**
     * @param deadline of one question
     * @param asked what the store doesn't say when it doesn't answer
     */
    StoreRequests(Redis redis, Duration deadline, String asked) {
        this.redis = redis;
        this.deadline = deadline;
        this.asked = asked;
    }

    /** What is made of the responses, which are in the order of the requests; never completes exceptionally. */
    <R> CompletionStage<Answer<R>> answer(List<Request> requests, Function<List<@Nullable Response>, R> reading) {
        return sendFrom(requests, 0, new ArrayList<>())
                .toCompletableFuture()
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .<Answer<R>>thenApply(responses -> new Answer.Given<>(reading.apply(responses)))
                .exceptionally(failure -> new Answer.Refused<>(QueryRefusal.of(
                        ErrorCode.STORE_UNAVAILABLE, "the store doesn't say " + asked + ": " + failure)));
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
