package io.aguacero.aggregation;

import io.aguacero.aggregation.checkpoint.CheckpointHeader;
import io.aguacero.aggregation.checkpoint.CheckpointSettings;
import io.aguacero.aggregation.checkpoint.CheckpointTaker;
import io.aguacero.aggregation.checkpoint.CheckpointTaker.Taking;
import io.aguacero.aggregation.checkpoint.Marks;
import io.aguacero.aggregation.checkpoint.ShardRestore;
import io.aguacero.aggregation.read.AggregateReader;
import io.aguacero.aggregation.read.Group;
import io.aguacero.aggregation.read.PositionsReading;
import io.aguacero.aggregation.read.TotalsReading;
import io.aguacero.aggregation.read.WindowsReading;
import io.aguacero.aggregation.reading.Gathering;
import io.aguacero.aggregation.reading.LogReaders;
import io.aguacero.aggregation.reading.ReaderSettings;
import io.aguacero.aggregation.reading.ReadingLimits;
import io.aguacero.aggregation.store.Migration;
import io.aguacero.aggregation.store.ShardStore;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.localstack.LocalValkey;
import io.aguacero.tracing.EventTracer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A real Valkey, kinds made for the tests, and what was heard of dead letters and applied events. */
final class StoreFixture implements AutoCloseable {
    static final ApplyLimits LIMITS = new ApplyLimits(2_000, 8L << 20, Duration.ofMinutes(5), Duration.ofSeconds(20));

    private static final Gathering AT_ONCE = new Gathering(Duration.ZERO, 1, 1);
    private static final String PREFIX = "{k:0}:g1:";

    final LocalValkey valkey;
    final KindCatalog kinds;
    final List<DeadLetter> letters = new ArrayList<>();
    final Map<String, Integer> counted = new LinkedHashMap<>();
    final Map<String, Integer> duplicates = new LinkedHashMap<>();
    final KeptCheckpoints checkpoints = new KeptCheckpoints();

    @Nullable
    CheckpointHeader latest;

    boolean deadLettersConfirm = true;
    ApplyFollower follower = ApplyFollower.NONE;

    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;
    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    StoreFixture(Path directory) {
        valkey = new LocalValkey(directory.resolve("valkey"));
        valkey.start();
        kinds = TestKinds.load(directory.resolve("kinds"));
        redis = Redis.createClient(vertx, new RedisOptions().setConnectionString(valkey.redisUri()));
    }

    /** As new. */
    void reset() {
        command(Command.FLUSHALL);
        letters.clear();
        counted.clear();
        duplicates.clear();
        checkpoints.clear();
        latest = null;
        deadLettersConfirm = true;
        follower = ApplyFollower.NONE;
    }

    ShardStore store(int shard) {
        return new ShardStore(redis, Migration.by(redis), DeliveryPath.KAFKA, shard);
    }

    ShardApplier applier(String owner) {
        return applier(owner, 0, LIMITS);
    }

    ShardApplier applier(String owner, int shard, ApplyLimits limits) {
        DeadLetters deadLetters = letter -> {
            letters.add(letter);
            return CompletableFuture.completedStage(deadLettersConfirm);
        };
        return new ShardApplier(
                store(shard),
                new ShardRestore(store(shard), checkpoints, kinds, owner, limits, checkpoints, executor),
                kinds,
                owner,
                limits,
                deadLetters,
                new Hearing(),
                follower,
                () -> Instant.EPOCH,
                executor);
    }

    /** An applier that has opened a log that begins at 0. */
    ShardApplier opened(String owner) {
        ShardApplier applier = applier(owner);
        await(applier.open(new LogBounds(0, 1_000_000)));
        return applier;
    }

    /** Readers of the path that all is about here, who look for the log's end ten times a second. */
    LogReaders readers(String owner) {
        Duration soon = Duration.ofMillis(100);
        return new LogReaders(
                DeliveryPath.KAFKA,
                redis,
                Migration.by(redis),
                kinds,
                letter -> CompletableFuture.completedStage(deadLettersConfirm),
                checkpoints,
                new ReaderSettings(
                        owner,
                        LIMITS,
                        new ReadingLimits(
                                1 << 20, AT_ONCE, soon, Duration.ofMillis(1), soon, Duration.ofSeconds(20), soon),
                        new CheckpointSettings(Duration.ofDays(1), 1 << 20)),
                new SimpleMeterRegistry(),
                EventTracer.OFF);
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    @Nullable
    Response command(Command command, Object... arguments) {
        Request request = Request.cmd(command);
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        return send(request);
    }

    /** Who takes checkpoints of the first shard for its owner. */
    CheckpointTaker taker(String owner) {
        return new CheckpointTaker(store(0), owner, 1 << 20, LIMITS.lease(), () -> instant(0));
    }

    /** Takes a checkpoint of the first shard as its owner does between two applies, and keeps it. */
    Taking checkpoint(String owner) {
        try {
            Taking taking = taker(owner)
                    .take(now -> latest == null ? List.of() : Marks.after(latest.marks(), latest.mark(), now));
            if (taking instanceof Taking.Taken taken) {
                latest = taken.header();
                await(checkpoints.write(0, taken.bytes()));
            }
            return taking;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** All that is in the store: keys and their dumps in turn. */
    List<byte[]> backup() {
        List<byte[]> keysAndDumps = new ArrayList<>();
        List<byte[]> keys =
                command(Command.KEYS, "*").stream().map(Response::toBytes).toList();
        List<Response> dumps = sendAll(
                keys.stream().map(key -> Request.cmd(Command.DUMP).arg(key)).toList());
        for (int i = 0; i < keys.size(); i++) {
            keysAndDumps.add(keys.get(i));
            keysAndDumps.add(dumps.get(i).toBytes());
        }
        return keysAndDumps;
    }

    /** Sets the store back, as a failover to a stale replica does. */
    void restore(List<byte[]> keysAndDumps) {
        command(Command.FLUSHALL);
        List<Request> restores = new ArrayList<>();
        for (int i = 0; i < keysAndDumps.size(); i += 2) {
            restores.add(
                    Request.cmd(Command.RESTORE).arg(keysAndDumps.get(i)).arg(0).arg(keysAndDumps.get(i + 1)));
        }
        sendAll(restores);
    }

    /** Sends commands a few at once, as many as the client lets wait. */
    private List<Response> sendAll(List<Request> requests) {
        List<Response> answers = new ArrayList<>();
        for (int first = 0; first < requests.size(); first += 500) {
            answers.addAll(await(redis.batch(requests.subList(first, Math.min(requests.size(), first + 500)))
                    .toCompletionStage()));
        }
        return answers;
    }

    /** Names of the first shard's keys, without the prefix, that match a pattern. */
    Set<String> names(String pattern) {
        Set<String> names = new TreeSet<>();
        for (Response key : command(Command.KEYS, PREFIX + pattern)) {
            names.add(key.toString().substring(PREFIX.length()));
        }
        return names;
    }

    /** Fields of a hash of the first shard. */
    Map<String, String> fields(String name) {
        Response hash = command(Command.HGETALL, PREFIX + name);
        Map<String, String> fields = new TreeMap<>();
        hash.getKeys().forEach(field -> fields.put(field, hash.get(field).toString()));
        return fields;
    }

    /** Members of a set of the first shard. */
    Set<String> members(String name) {
        Set<String> members = new TreeSet<>();
        command(Command.SMEMBERS, PREFIX + name).forEach(member -> members.add(member.toString()));
        return members;
    }

    /** The letters that wait to be replayed. */
    Set<String> letters() {
        Set<String> letters = new TreeSet<>();
        command(Command.ZRANGE, PREFIX + "letters", 0, -1).forEach(letter -> letters.add(letter.toString()));
        return letters;
    }

    /** Whether a sorted set of the first shard has a member. */
    boolean indexed(String name, String member) {
        return command(Command.ZSCORE, PREFIX + name, member) != null;
    }

    /** Log time of each kind on the first shard, in microseconds. */
    Map<String, Long> logTimes() {
        Map<String, Long> logTimes = new TreeMap<>();
        fields("pos").forEach((field, value) -> {
            if (field.startsWith("logtime:")) {
                logTimes.put(field.substring("logtime:".length()), Long.valueOf(value));
            }
        });
        return logTimes;
    }

    /** As when the time of the lease is over, without waiting for the store's clock. */
    void endLease() {
        if (command(Command.EXISTS, "{k:0}:g1:pos").toInteger() == 1) {
            command(Command.HSET, "{k:0}:g1:pos", "until", "1");
        }
    }

    private Response send(Request request) {
        return await(redis.send(request).toCompletionStage());
    }

    AggregateReader reader(int shards) {
        return new AggregateReader(redis, new Shards(shards), Duration.ofSeconds(20));
    }

    EventKind kind(String name) {
        return kinds.find(name).orElseThrow();
    }

    @Nullable
    GroupSpec grouping(String kind, String label) {
        return kind(kind).aggregate().groups().stream()
                .filter(group -> group.label().equals(label))
                .findFirst()
                .orElse(null);
    }

    /** Totals of the first shard; the grand total where the label is none of the kind's. */
    TotalsReading.Totals totals(String kind, String label) {
        TotalsReading reading = await(reader(1).totals(DeliveryPath.KAFKA, kind(kind), grouping(kind, label)));
        return (TotalsReading.Totals) reading;
    }

    /** The events that count, by the grand total. */
    long count() {
        return totals(TestKinds.REPORT, "").groups().getFirst().count();
    }

    Group group(String label, String... key) {
        return totals(TestKinds.REPORT, label).groups().stream()
                .filter(group -> group.key().stream()
                        .map(node -> node.isNull() ? "null" : node.asText())
                        .toList()
                        .equals(List.of(key)))
                .findFirst()
                .orElseThrow();
    }

    WindowsReading windows(String size, String label, double from, double to, int limit) {
        return await(reader(1)
                .windows(
                        DeliveryPath.KAFKA,
                        kind(TestKinds.REPORT),
                        kind(TestKinds.REPORT).aggregate().windows().stream()
                                .filter(spec -> spec.label().equals(size))
                                .findFirst()
                                .orElseThrow(),
                        grouping(TestKinds.REPORT, label),
                        instant(from),
                        instant(to),
                        limit));
    }

    PositionsReading.Positions positions(int shards) {
        return (PositionsReading.Positions) await(reader(shards).positions(DeliveryPath.KAFKA));
    }

    static Instant instant(double second) {
        return Instant.ofEpochMilli(Events.START * 1_000 + Math.round(second * 1_000));
    }

    @Override
    public void close() {
        redis.close();
        await(vertx.close().toCompletionStage());
        executor.shutdownNow();
        valkey.close();
    }

    private final class Hearing implements ApplyListener {
        @Override
        public void applied(String kind, int newEvents, int duplicateEvents) {
            counted.merge(kind, newEvents, Integer::sum);
            duplicates.merge(kind, duplicateEvents, Integer::sum);
        }

        @Override
        public void doorToStore(Duration elapsed) {}

        @Override
        public void deadLettered(String code) {}

        @Override
        public void position(long next) {}
    }
}
