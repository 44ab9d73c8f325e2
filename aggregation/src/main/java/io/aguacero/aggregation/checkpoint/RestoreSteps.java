package io.aguacero.aggregation.checkpoint;

import io.aguacero.aggregation.ApplyLimits;
import io.aguacero.aggregation.ShardRebuild.Rebuilt;
import io.aguacero.aggregation.store.RestoreReply;
import io.aguacero.aggregation.store.RestoreStep;
import io.aguacero.aggregation.store.ShardContents;
import io.aguacero.aggregation.store.ShardStore;
import io.aguacero.aggregation.store.StoredKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One filling of a shard, in steps small enough not to hold up the store. Each gives null to go on, or why it can't. Waits
 * for the store.
 */
final class RestoreSteps {
    private static final String POSITION = "pos";
    private static final int NAMES_MAX = 500;
    private static final int VALUES_MAX = 4_000;
    private static final long CHARACTERS_MAX = 256_000;

    private final ShardStore store;
    private final String owner;
    private final ApplyLimits limits;
    private final String token;
    private int number;

    RestoreSteps(ShardStore store, String owner, ApplyLimits limits) {
        this.store = store;
        this.owner = owner;
        this.limits = limits;
        this.token = owner + "@" + System.nanoTime();
    }

    /** Takes the lease, and makes the steps of any other filling worthless. */
    @Nullable
    Rebuilt begin() {
        return step(List.of(), List.of(), Map.of());
    }

    /** Drops what an earlier filling has left. */
    @Nullable
    Rebuilt dropLeftovers() {
        ShardContents contents = store.contents();
        String cursor = "0";
        do {
            ShardContents.Page page;
            try {
                page = await(contents.names(cursor));
            } catch (CompletionException e) {
                return new Rebuilt.Down("the store doesn't answer: " + e.getCause());
            }
            List<String> names =
                    page.names().stream().filter(name -> !name.equals(POSITION)).toList();
            for (int from = 0; from < names.size(); from += NAMES_MAX) {
                List<String> some = names.subList(from, Math.min(names.size(), from + NAMES_MAX));
                Rebuilt stop = step(some, List.of(), Map.of());
                if (stop != null) {
                    return stop;
                }
            }
            cursor = page.cursor();
        } while (!cursor.equals("0"));
        return null;
    }

    /** Writes all keys of a checkpoint; fails when it is damaged. */
    @Nullable
    Rebuilt write(CheckpointDecoder decoder) throws IOException {
        List<StoredKey> gathered = new ArrayList<>();
        int values = 0;
        long characters = 0;
        StoredKey key = decoder.next();
        while (key != null) {
            gathered.add(key);
            values += key.values().size();
            characters += key.values().stream().mapToLong(String::length).sum();
            key = decoder.next();
            if (key == null || values >= VALUES_MAX || characters >= CHARACTERS_MAX) {
                Rebuilt stop = step(List.of(), gathered, Map.of());
                if (stop != null) {
                    return stop;
                }
                gathered = new ArrayList<>();
                values = 0;
                characters = 0;
            }
        }
        return null;
    }

    /** Gives the shard its position: from here on it can be opened. */
    @Nullable
    Rebuilt end(Map<String, String> position) {
        return step(List.of(), List.of(), position);
    }

    private @Nullable Rebuilt step(List<String> drop, List<StoredKey> keys, Map<String, String> position) {
        RestoreStep step = new RestoreStep(owner, limits.lease(), token, number, keys, drop, position);
        number++;
        return switch (await(store.restore(step, limits.deadline()))) {
            case RestoreReply.Done done -> null;
            case RestoreReply.Filled filled -> new Rebuilt.Ready();
            case RestoreReply.Busy busy -> new Rebuilt.Busy(busy.until());
            case RestoreReply.Lost lost -> new Rebuilt.Down("the store has lost what was restored");
            case RestoreReply.Down down -> new Rebuilt.Down("the store doesn't answer: " + down.reason());
        };
    }

    /** Bounded: by the deadline of the store's functions, and by the client's own for commands. */
    private <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(limits.deadline().toMillis() * 2, TimeUnit.MILLISECONDS)
                .join();
    }
}
