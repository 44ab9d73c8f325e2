package io.aguacero.aggregation.store;

import io.vertx.redis.client.Redis;
import java.util.concurrent.CompletionStage;

/** Puts the function library into a store that has none, or one of another version. Safe for any thread. */
@FunctionalInterface
public interface Migration {
    /** Completes once the library is there; fails with what the store says. */
    CompletionStage<Void> load();

    /** By the user that calls the functions too. */
    static Migration by(Redis redis) {
        return () ->
                redis.send(FunctionLibrary.INSTANCE.load()).<Void>mapEmpty().toCompletionStage();
    }
}
