package io.aguacero.simulation.pipeline;

import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.aguacero.simulation.kernel.Timeline;
import io.aguacero.simulation.store.Script;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The simulation as the tests run it, one seed at a time: four seconds in which whatever the seed has drawn goes wrong, then
 * peace. In the end everything that was acknowledged has to be in both logs, and the store has to hold what the logs add
 * up to.
 */
public final class Simulation implements LongFunction<List<String>>, LongSupplier {
    static final String KIND = "simulated.report";

    private static final long SECOND = 1_000_000_000L;
    private static final long TROUBLE = 4 * SECOND;
    private static final long PEACE = 60 * SECOND;
    /** Whatever is under way at the end of the trouble has arrived by then. */
    private static final long LATEST = 3 * SECOND;

    private final KindCatalog kinds;
    private final UnaryOperator<String> scriptEdit;
    private final Consumer<List<String>> storeCalls;
    private final Map<String, Script> scripts = new HashMap<>();
    private long course;

    /**
     * Loads kinds and script once for all seeds.
     *
     * @param kindsFolder where the kind stands
     * @param scriptEdit what becomes of the script's text: itself, or something broken
     * @param storeCalls hears the arguments of each function call that reaches the store
     */
    public Simulation(Path kindsFolder, UnaryOperator<String> scriptEdit, Consumer<List<String>> storeCalls) {
        this.kinds = switch (KindCatalog.load(kindsFolder)) {
            case KindLoading.Loaded loaded -> loaded.catalog();
            case KindLoading.Refused refused -> throw new IllegalStateException(String.valueOf(refused.problems()));
        };
        this.scriptEdit = scriptEdit;
        this.storeCalls = storeCalls;
    }

    /** Runs a seed, and says what was wrong, with the last things that happened; nothing when all was well. */
    @Override
    public List<String> apply(long seed) {
        World world = new World(seed, kinds, this::compiled);
        world.valkey().tell(storeCalls);
        Timeline timeline = world.timeline();
        try {
            run(world);
        } catch (RuntimeException | Error e) {
            world.verdict().check(false, "an exception: " + trace(e));
        } finally {
            timeline.end();
        }
        course = timeline.happened() * 31 + timeline.random().nextLong();
        List<String> report = new ArrayList<>(world.verdict().found());
        if (!report.isEmpty()) {
            report.add("with " + world.faults());
            report.addAll(timeline.trace());
        }
        return report;
    }

    /** A number that the course of the last run has led to: another course hardly leads to the same. */
    @Override
    public long getAsLong() {
        return course;
    }

    private Script compiled(String text) {
        return scripts.computeIfAbsent(text, absent -> new Script(scriptEdit.apply(text)));
    }

    private static void run(World world) {
        Timeline timeline = world.timeline();
        Random random = timeline.random();
        world.clients().load(4 + random.nextInt(26), TROUBLE);
        new Trouble(world).plan(TROUBLE);
        boolean unused = timeline.run(TROUBLE, () -> false);
        world.faults().end();
        world.clients().becomePatient();
        Tiers.names().forEach(world.tiers()::start);
        world.consumers().forEach(LogConsumer::start);
        timeline.note("peace");
        unused = timeline.run(TROUBLE + LATEST, () -> false);
        Inspection inspection = new Inspection(world);
        boolean quiet = timeline.run(TROUBLE + LATEST + PEACE, inspection::quiet);
        world.verdict().check(quiet, "no rest after a minute of peace: " + inspection.unrest());
        unused = timeline.run(timeline.now() + SECOND, () -> false);
        inspection.everything();
    }

    private static String trace(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(cause);
            for (int i = 0; i < Math.min(12, cause.getStackTrace().length); i++) {
                text.append("\n        at ").append(cause.getStackTrace()[i]);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
