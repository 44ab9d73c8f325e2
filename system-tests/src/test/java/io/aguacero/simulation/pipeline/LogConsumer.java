package io.aguacero.simulation.pipeline;

import io.aguacero.aggregation.ApplyLimits;
import io.aguacero.aggregation.DeadLetter;
import io.aguacero.aggregation.checkpoint.CheckpointSettings;
import io.aguacero.aggregation.checkpoint.Checkpoints;
import io.aguacero.aggregation.checkpoint.NewestCheckpoint;
import io.aguacero.aggregation.reading.Gathering;
import io.aguacero.aggregation.reading.LogReaders;
import io.aguacero.aggregation.reading.ReaderSettings;
import io.aguacero.aggregation.reading.ReaderState;
import io.aguacero.aggregation.reading.ReadingLimits;
import io.aguacero.aggregation.store.Migration;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.simulation.kernel.Faults;
import io.aguacero.simulation.kernel.Process;
import io.aguacero.simulation.kernel.Timeline;
import io.aguacero.tracing.EventTracer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One instance of a path's consumer. Two of them want every shard; the lease decides. */
final class LogConsumer {
    /** A lost store is read from the beginning of the logs. */
    private static final Checkpoints NOTHING_KEPT = new Checkpoints() {
        @Override
        public CompletionStage<Boolean> write(int shard, byte[] checkpoint) {
            return CompletableFuture.completedStage(false);
        }

        @Override
        public CompletionStage<NewestCheckpoint> newest(int shard) {
            return CompletableFuture.completedStage(new NewestCheckpoint.None());
        }
    };

    private final World world;
    private final Timeline timeline;
    private final Faults faults;
    private final DeliveryPath path;
    private final String name;
    private final ReaderSettings settings;
    private @Nullable Process process;
    private @Nullable LogReaders readers;

    LogConsumer(World world, DeliveryPath path, String instance) {
        this.world = world;
        this.timeline = world.timeline();
        this.faults = world.faults();
        this.path = path;
        this.name = path.label() + "-consumer-" + instance;
        this.settings = new ReaderSettings(
                name,
                new ApplyLimits(
                        1 + timeline.random().nextInt(40), 2_000, Duration.ofMillis(1_500), Duration.ofMillis(300)),
                new ReadingLimits(
                        1_000,
                        new Gathering(Duration.ofMillis(timeline.random().nextInt(50)), 3, 500),
                        Duration.ofMillis(400),
                        Duration.ofMillis(10),
                        Duration.ofMillis(200),
                        Duration.ofMillis(300),
                        Duration.ofMillis(250)),
                new CheckpointSettings(Duration.ofDays(1), 1 << 20));
        start();
    }

    /** Starts the process anew, unless it runs. */
    void start() {
        if (process == null) {
            Process starting = new Process(name);
            process = starting;
            timeline.as(starting, () -> {
                LogReaders reading = new LogReaders(
                        path,
                        world.valkey(),
                        Migration.by(world.valkey()),
                        world.kinds(),
                        this::write,
                        NOTHING_KEPT,
                        settings,
                        new SimpleMeterRegistry(),
                        EventTracer.OFF);
                readers = reading;
                for (SimulatedLog log : world.logs(path)) {
                    reading.read(log.shard(), log.reader());
                }
            });
        }
    }

    /** Kills the process. */
    void kill() {
        if (process != null) {
            timeline.note(name + " is killed");
            process.kill();
            process = null;
        }
    }

    /** Stops it in order. */
    void stop() {
        Process stopping = process;
        LogReaders leaving = readers;
        if (stopping != null && leaving != null) {
            timeline.note(name + " is stopped");
            process = null;
            timeline.as(stopping, () -> Stopping.of(leaving));
        }
    }

    /** That no shard stands still for good. */
    void checkNoneHalted() {
        if (readers != null && process != null) {
            for (Map.Entry<Integer, ReaderState> state : readers.states().entrySet()) {
                world.verdict()
                        .check(
                                state.getValue().phase() != ReaderState.Phase.HALTED,
                                name + " shard " + state.getKey() + " " + state.getValue());
            }
        }
    }

    private CompletionStage<Boolean> write(DeadLetter letter) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        if (!timeline.process().alive()) {
            return answer;
        }
        boolean stored = !faults.happens("dead letter refused");
        boolean confirmed = stored && !faults.happens("dead letter's confirm lost");
        if (stored) {
            world.letters(path).add(letter.shard() + "/" + letter.offset() + "/" + letter.index());
        }
        timeline.after(faults.latency("dead letter late", 3_000), () -> answer.complete(confirmed));
        return answer;
    }
}
