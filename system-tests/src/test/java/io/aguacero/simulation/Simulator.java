package io.aguacero.simulation;

import io.aguacero.simulation.kernel.ControlledLoader;
import io.aguacero.simulation.kernel.Mutation;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs seeds on the pipeline as it is, or broken in some way. */
public final class Simulator {
    private static final String SIMULATION = "io.aguacero.simulation.pipeline.Simulation";
    private static final Path KINDS = Path.of("src/test/simulated-kinds");

    private final LongFunction<List<String>> simulation;

    static {
        // All threads of a run take turns anyway: on one carrier a turn costs no switch of the system's threads.
        System.setProperty("jdk.virtualThreadScheduler.parallelism", "1");
        System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", "1");
        Logger.getLogger("").setLevel(Level.OFF);
    }

    /**
     * A simulator of its own classes.
     *
     * @param mutations what is broken in the classes
     * @param scriptEdit what becomes of the store's script
     * @param storeCalls hears the arguments of each function call that reaches the store
     */
    @SuppressWarnings("unchecked")
    public Simulator(List<Mutation> mutations, UnaryOperator<String> scriptEdit, Consumer<List<String>> storeCalls) {
        try {
            simulation = (LongFunction<List<String>>) new ControlledLoader(mutations)
                    .loadClass(SIMULATION)
                    .getConstructor(Path.class, UnaryOperator.class, Consumer.class)
                    .newInstance(KINDS, scriptEdit, storeCalls);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A simulator of the pipeline as it is. */
    public Simulator() {
        this(List.of(), UnaryOperator.identity(), call -> {});
    }

    /** A number that the course of the last run has led to. */
    long course() {
        return ((LongSupplier) simulation).getAsLong();
    }

    /** What was wrong with a seed's run; nothing when all was well. */
    public List<String> run(long seed) {
        CompletableFuture<List<String>> report = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                report.complete(simulation.apply(seed));
            } catch (Throwable e) {
                report.completeExceptionally(e);
            }
        });
        try {
            return report.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("seed " + seed, e);
        }
    }
}
