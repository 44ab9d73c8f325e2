package io.aguacero.insights.valkey;

import io.aguacero.insights.Answer;
import io.aguacero.insights.config.InsightsConfig;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks the store how full it is. Its stages never complete exceptionally. */
@Singleton
public class StoreMemory {
    private final StoreRequests store;

    StoreMemory(Redis redis, InsightsConfig config) {
        this.store = new StoreRequests(redis, config.readTimeout(), "how full it is");
    }

    /**
     * How full the store is.
     *
     * @param usedBytes what its data take
     * @param maxBytes what they may take; 0 is no limit
     */
    public record Usage(long usedBytes, long maxBytes) {}

    /** How full it is now. */
    public CompletionStage<Answer<Usage>> usage() {
        return store.answer(List.of(Request.cmd(Command.INFO).arg("memory")), answers -> usage(answers.getFirst()));
    }

    private static Usage usage(@Nullable Response info) {
        String text = String.valueOf(info);
        return new Usage(number(text, "used_memory:"), number(text, "maxmemory:"));
    }

    private static long number(String info, String field) {
        return info.lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.substring(field.length()).strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the store doesn't tell its " + field));
    }
}
