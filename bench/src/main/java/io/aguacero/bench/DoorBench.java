package io.aguacero.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.contracts.DeliveryPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events at the door under as much load as some connections make, until both brokers have them; beside it, in turn: the same
 * services without group commit, the two brokers' clients alone, HTTP alone, and a peer if one is given.
 */
public final class DoorBench {
    /** A JVM compiles its hot code for half a minute and more; there are several, and they share the cores. */
    private static final Duration FIRST_WARM_UP =
            Duration.ofSeconds(Integer.parseInt(System.getenv().getOrDefault("BENCH_WARM_UP", "60")));
    /** Of CPU time an event, beside the limit: far above what was measured, so that only a real loss is beyond it. */
    private static final double GUARD_MAX = 12;

    private static final Set<DeliveryPath> BOTH = Set.of(DeliveryPath.values());

    private final Stores stores;
    private final Set<DeliveryPath> paths;
    private final Duration duration;
    private final List<Contender> contenders = new ArrayList<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private Map<String, List<Lap>> laps = Map.of();
    private boolean warm;

    private DoorBench(Stores stores, Set<DeliveryPath> paths, Duration duration) {
        this.stores = stores;
        this.paths = paths;
        this.duration = duration;
    }

    /** Arguments: root of the repository, case, number of laps, seconds of a lap. */
    public static void main(String[] arguments) throws Exception {
        Path repository = Path.of(arguments[0]).toAbsolutePath();
        String benchmark = arguments[1];
        int laps = Integer.parseInt(arguments[2]);
        Duration duration = Duration.ofSeconds(Integer.parseInt(arguments[3]));
        boolean kafkaOnly = benchmark.equals("kafka-only");
        Set<DeliveryPath> paths = kafkaOnly ? Set.of(DeliveryPath.KAFKA) : BOTH;
        List<Shape> shapes =
                switch (benchmark) {
                    case "single" -> Shape.SINGLE;
                    case "batch" -> Shape.BATCHES;
                    case "hop", "secured" ->
                        List.of(Shape.SINGLE.getFirst(), Shape.SINGLE.getLast(), Shape.BATCHES.getFirst());
                    case "guard" -> List.of(Shape.SINGLE.getLast());
                    default -> List.of(Shape.SINGLE.getFirst(), Shape.SINGLE.getLast(), Shape.BATCHES.get(1));
                };
        System.out.printf(
                "%d laps of %d s in turn, after a warm-up; events of 250 bytes, %d shards, %s%n%n",
                laps, duration.toSeconds(), Stores.SHARDS, Stores.IDS);
        StringBuilder tables = new StringBuilder();
        int voided = 0;
        try (Stores stores = new Stores(repository, benchmark, paths);
                @Nullable Stores secured = benchmark.equals("secured") ? Stores.secured(repository, benchmark) : null) {
            DoorBench bench = new DoorBench(stores, paths, duration);
            try {
                bench.start(benchmark, secured);
                for (Shape shape : shapes) {
                    Map<String, List<Lap>> measured = bench.measure(shape, laps);
                    bench.laps = measured;
                    String table = DoorTable.of(shape, measured);
                    System.out.println(table);
                    tables.append(table).append('\n');
                }
                voided = bench.voided();
                if (benchmark.equals("guard") && voided == 0) {
                    voided = bench.guarded() ? 0 : 1;
                }
            } finally {
                bench.contenders.forEach(Contender::close);
            }
            Path target = repository.resolve("bench/target");
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(target.resolve(benchmark + ".json").toFile(), bench.rows);
            Files.writeString(target.resolve(benchmark + ".md"), tables);
            System.out.println("written to " + target.resolve(benchmark + ".json") + " and .md");
        }
        System.exit(voided == 0 ? 0 : 1);
    }

    private void start(String benchmark, @Nullable Stores secured) throws Exception {
        add(Pipeline.asShipped(stores));
        if (secured != null) {
            add(Pipeline.mutuallyKnown(stores));
            add(Pipeline.secured(secured));
            return;
        }
        Optional<Pipeline> beside =
                benchmark.equals("hop") ? Optional.of(Pipeline.rest(stores)) : Pipeline.beside(stores);
        if (beside.isPresent()) {
            add(beside.get());
        } else if (benchmark.equals("guard")) {
            contenders.add(new RawBoth(stores, paths));
        } else if (System.getenv("BENCH_ALONE") == null) {
            add(Pipeline.naive(stores));
            contenders.add(new RawBoth(stores, paths));
            contenders.add(new HttpFloor(stores));
        }
        Peer.given(stores, benchmark).ifPresent(contenders::add);
    }

    private void add(Pipeline pipeline) {
        contenders.add(pipeline);
        pipeline.start(Pipeline.DOOR);
    }

    private Map<String, List<Lap>> measure(Shape shape, int laps) throws Exception {
        Map<String, List<Lap>> measured = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            measured.put(contender.name(), new ArrayList<>());
            contender.prepare(shape);
            if (!warm) {
                Shape busiest = shape.format().equals("single") ? Shape.SINGLE.getLast() : shape;
                say(busiest, contender, Lap.run(contender, paths, busiest, FIRST_WARM_UP), "first warm-up");
            }
            say(shape, contender, Lap.run(contender, paths, shape, duration), "warm-up");
        }
        warm = true;
        for (int lap = 1; lap <= laps; lap++) {
            for (Contender contender : contenders) {
                Lap made = Lap.run(contender, paths, shape, duration);
                say(shape, contender, made, "lap " + lap);
                rows.add(made.row(shape, contender.name()));
                measured.get(contender.name()).add(made);
            }
        }
        return measured;
    }

    private static void say(Shape shape, Contender contender, Lap lap, String what) {
        System.err.printf(
                "%s, %s, %s: %,.0f events/s, %.2f µs, %.1f events a batch%s%n",
                shape,
                contender.name(),
                what,
                lap.eventsPerSecond(),
                lap.ownCpu(),
                lap.eventsPerBatch(),
                lap.voided() == null ? "" : ", void: " + lap.voided());
    }

    /** Whether an event costs no more than a multiple of what the two brokers' clients alone take in the same run. */
    private boolean guarded() {
        double ratio = ownCpu(contenders.getFirst()) / ownCpu(contenders.getLast());
        System.out.printf(
                Locale.ROOT, "CPU an event: %.1f times that of the limit; the bound is %.1f%n", ratio, GUARD_MAX);
        return ratio <= GUARD_MAX;
    }

    private double ownCpu(Contender contender) {
        return Median.of(
                laps.get(contender.name()).stream().mapToDouble(Lap::ownCpu).toArray());
    }

    private int voided() {
        return (int) rows.stream()
                .filter(row -> !row.get("void").equals(""))
                .peek(row -> System.out.println(
                        "VOID: " + row.get("load") + ", " + row.get("contender") + ": " + row.get("void")))
                .count();
    }
}
