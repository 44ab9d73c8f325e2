package io.aguacero.aggregation.checkpoint;

import io.aguacero.aggregation.store.ShardContents;
import io.aguacero.aggregation.store.ShardStore;
import io.aguacero.aggregation.store.StoredKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Takes a checkpoint of one shard: reads all of its keys but the ids between two applies of their owner. Nobody else
 * applies as long as the lease runs, which the position, read first and last, proves. Blocks: only for a reader's own
 * thread.
 */
public final class CheckpointTaker {
    private static final String POSITION = "pos";
    private static final String IDS = "ids:";

    private final ShardStore store;
    private final String owner;
    private final int bytesMax;
    private final Duration patience;
    private final InstantSource clock;

    /**
     * @param owner who must hold the lease
     * @param bytesMax most bytes of a checkpoint
     * @param patience how long taking one may last; at most the lease
     */
    public CheckpointTaker(ShardStore store, String owner, int bytesMax, Duration patience, InstantSource clock) {
        this.store = store;
        this.owner = owner;
        this.bytesMax = bytesMax;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Takes one.
     *
     * @param marks those for a checkpoint at a place in the log
     */
    public Taking take(Function<Mark, List<Mark>> marks) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        try {
            return take(marks, store.contents(), end);
        } catch (ExecutionException | CompletionException e) {
            return new Taking.Failed("the store doesn't answer: " + e.getCause());
        } catch (TimeoutException e) {
            return new Taking.Failed("it took longer than " + patience);
        }
    }

    private Taking take(Function<Mark, List<Mark>> marks, ShardContents contents, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, String> before = position(contents, end);
        if (!owner.equals(before.get("owner")) || !before.containsKey("next")) {
            return new Taking.Failed("the shard is another's, or gone");
        }
        if (warming(before)) {
            return new Taking.NotYet();
        }
        Map<String, String> kept = new HashMap<>(before);
        kept.keySet().removeAll(List.of("owner", "until", "resume", "goal"));
        Mark mark = CheckpointHeader.mark(kept);
        CheckpointHeader header = new CheckpointHeader(store.prefix(), clock.instant(), kept, marks.apply(mark));
        CheckpointEncoder encoder = new CheckpointEncoder(header, bytesMax);
        String cursor = "0";
        do {
            ShardContents.Page page = await(contents.names(cursor), end);
            List<String> names = page.names().stream()
                    .filter(name -> !name.equals(POSITION) && !name.startsWith(IDS))
                    .toList();
            await(contents.read(names, encoder::add), end);
            cursor = page.cursor();
        } while (!cursor.equals("0") && !encoder.exceeded());
        byte[] bytes = encoder.finish();
        if (encoder.exceeded()) {
            return new Taking.TooLarge();
        }
        Map<String, String> after = position(contents, end);
        boolean still = List.of("next", "offset", "fp", "owner").stream()
                .allMatch(field -> before.get(field).equals(after.get(field)));
        return still ? new Taking.Taken(header, bytes) : new Taking.Failed("somebody else applied meanwhile");
    }

    /** A shard whose ids aren't all remembered yet would be restored without them. */
    private static boolean warming(Map<String, String> position) {
        String resume = position.getOrDefault("resume", "");
        return !resume.isEmpty()
                && Long.parseLong(position.get("next")) < Long.parseLong(resume.substring(0, resume.indexOf(' ')));
    }

    private static Map<String, String> position(ShardContents contents, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, String> fields = new HashMap<>();
        await(contents.read(List.of(POSITION), key -> put(key, fields)), end);
        return fields;
    }

    private static void put(StoredKey hash, Map<String, String> fields) {
        for (int i = 0; i < hash.values().size(); i += 2) {
            fields.put(hash.values().get(i), hash.values().get(i + 1));
        }
    }

    private static <T> T await(CompletionStage<T> stage, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** What came of it. */
    public sealed interface Taking {
        /** It is all there. */
        record Taken(CheckpointHeader header, byte[] bytes) implements Taking {}

        /** It would be larger than allowed. */
        record TooLarge() implements Taking {}

        /** The shard is being restored itself. */
        record NotYet() implements Taking {}

        /** The store didn't answer, or the shard was touched meanwhile. */
        record Failed(String reason) implements Taking {}
    }
}
