package io.aguacero.chaos;

import io.aguacero.chaos.load.LoadClient;
import io.aguacero.chaos.load.LoadReport;
import io.aguacero.localstack.Fault;
import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** What a row works with: the stack under load, chance by its seed, and the means to break things and to wait. */
public final class ChaosRun {
    private static final Duration ACCEPT_LIMIT = Duration.ofSeconds(90);

    private final ChaosStack stack;
    private final LoadClient load;
    private final Random random;
    private final Length length;
    private final Planting planting;
    private final Function<LoadClient.Pressure, LoadClient> others;
    private final List<String> injected = new ArrayList<>();
    private final List<LoadReport> pressed = new ArrayList<>();

    /**
     * @param others starts a further client
     */
    /** How much of a row is run. */
    public enum Length {
        /** As often as the row says. */
        FULL,
        /** A fifth as often: with a second and a third seed. */
        SHORT,
        /** As the row says for the part that runs with all other tests. */
        QUICK
    }

    ChaosRun(
            ChaosStack stack,
            LoadClient load,
            Function<LoadClient.Pressure, LoadClient> others,
            long seed,
            Length length,
            Planting planting) {
        this.stack = stack;
        this.load = load;
        this.others = others;
        this.random = new Random(seed);
        this.length = length;
        this.planting = planting;
    }

    /** Everything that runs. */
    public ChaosStack stack() {
        return stack;
    }

    /** Chance, the same for the same seed. */
    public Random random() {
        return random;
    }

    /** For putting records straight into a log. */
    public Planting planting() {
        return planting;
    }

    /** How often, or how many: the first in a full run, the second in the quick part. */
    public int times(int full, int inQuick) {
        return switch (length) {
            case FULL -> full;
            case SHORT -> Math.ceilDiv(full, 5);
            case QUICK -> inQuick;
        };
    }

    List<String> injected() {
        return List.copyOf(injected);
    }

    /** Writes down what is broken just now. */
    public void note(String fault) {
        injected.add(fault);
    }

    /** What the further clients met. */
    List<LoadReport> pressed() {
        return List.copyOf(pressed);
    }

    /** Has a further client press for a while, and returns when each of its requests has its final answer. */
    public void press(LoadClient.Pressure pressure, Duration time) {
        note(pressure.senders() + " further senders for " + time.toSeconds() + " s");
        try (LoadClient client = others.apply(pressure)) {
            during(time);
            pressed.add(client.end(ACCEPT_LIMIT));
        }
    }

    /** Returns when so many events have been acknowledged one after the other, and no request refused between them. */
    public void awaitNothingRefused(int events) {
        long[] since = {load.refused(), load.acknowledged()};
        boolean calm = Until.within(ACCEPT_LIMIT, () -> {
            if (load.refused() != since[0]) {
                since[0] = load.refused();
                since[1] = load.acknowledged();
            }
            return load.acknowledged() - since[1] >= events;
        });
        if (!calm) {
            throw new AssertionError("after " + injected + " requests are still refused, " + ACCEPT_LIMIT.toSeconds()
                    + " s after it was mended");
        }
    }

    /** Lets the load go on for a while. */
    public void during(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Lets the load go on for a time between these, by chance. */
    public void during(Duration least, Duration most) {
        during(Duration.ofNanos(random.nextLong(least.toNanos(), most.toNanos() + 1)));
    }

    /** Returns when so many more events have been acknowledged. */
    public void awaitAccepted(int events) {
        long goal = load.acknowledged() + events;
        if (!Until.within(ACCEPT_LIMIT, () -> load.acknowledged() >= goal)) {
            throw new AssertionError("after " + injected + " no " + events + " events are accepted within "
                    + ACCEPT_LIMIT.toSeconds() + " s");
        }
    }

    /** Returns when nothing has been acknowledged for so long. */
    public void awaitNothingAccepted(Duration time) {
        long[] seen = {load.acknowledged(), System.nanoTime()};
        boolean nothing = Until.within(ACCEPT_LIMIT, () -> {
            long now = load.acknowledged();
            if (now != seen[0]) {
                seen[0] = now;
                seen[1] = System.nanoTime();
            }
            return System.nanoTime() - seen[1] > time.toNanos();
        });
        if (!nothing) {
            throw new AssertionError("after " + injected + " events are still accepted");
        }
    }

    /** Whether the door may refuse events for their times: they are then sent again later, as if it were broken. */
    public void refusalsOfTimes(boolean expected) {
        load.refusalsOfTimes(expected);
    }

    /** Events acknowledged up to now. */
    public long accepted() {
        return load.acknowledged();
    }

    /** Kills a process; what looks after it starts it again. */
    public void kill(String process) {
        note("kill -9 " + process);
        stack.process(process).kill();
    }

    /** Freezes a process for a while. */
    public void freeze(String process, Duration time) {
        note("SIGSTOP " + process + " for " + time.toSeconds() + " s");
        stack.process(process).freeze();
        during(time);
        stack.process(process).thaw();
    }

    /**
     * Gives the store a command.
     *
     * @throws IllegalStateException if it is refused
     */
    public void storeCommand(String command) throws IOException {
        URI valkey = URI.create(stack.valkey().redisUri());
        try (Socket socket = new Socket(valkey.getHost(), valkey.getPort())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() != '+') {
                throw new IllegalStateException(command + " is refused");
            }
        }
    }

    /** Breaks a hop until {@link #mend}. */
    public void breakHop(Hop hop, Fault fault) {
        note(fault.label() + " on " + hop.label());
        stack.set(hop, fault);
    }

    /** Mends a hop. */
    public void mend(Hop hop) {
        stack.set(hop, new Fault.Pass());
    }

    /** Returns when the journal has taken in nothing for half a second: whoever waits, waits for an answer. */
    public void awaitStandstill() {
        long[] seen = {planting.journalEnd(), System.nanoTime()};
        boolean still = Until.within(Duration.ofSeconds(20), () -> {
            long end = planting.journalEnd();
            if (end != seen[0]) {
                seen[0] = end;
                seen[1] = System.nanoTime();
            }
            return System.nanoTime() - seen[1] > TimeUnit.MILLISECONDS.toNanos(500);
        });
        if (!still) {
            throw new AssertionError("the journal grows on, although nothing should come through");
        }
    }
}
