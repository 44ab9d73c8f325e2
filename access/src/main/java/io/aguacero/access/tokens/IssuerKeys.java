package io.aguacero.access.tokens;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an identity provider that count now. They are fetched on a thread of its own, in bounded steps whatever tokens
 * come, and those that were had last count while the provider is away. Safe for any thread.
 */
final class IssuerKeys implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());

    private final IssuerClient client;
    private final IssuerTimes times;
    private final LongSupplier nanoTime;
    private final ScheduledThreadPoolExecutor thread;
    private volatile @Nullable Held held;
    /** What the provider is asked now, or was last. */
    private volatile CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

    private volatile long attempted;
    private volatile String problem = "";

    /** @param fetched as {@link System#nanoTime()}, when they were last said to be so */
    private record Held(PublicKeys keys, long fetched) {}

    /**
     * There are no keys yet.
     *
     * @param nanoTime as {@link System#nanoTime()}
     */
    IssuerKeys(IssuerClient client, IssuerTimes times, LongSupplier nanoTime) {
        this.client = client;
        this.times = times;
        this.nanoTime = nanoTime;
        this.attempted = nanoTime.getAsLong() - times.refetchPauseNanos();
        this.thread = new ScheduledThreadPoolExecutor(
                1, work -> Thread.ofPlatform().daemon().name("aguacero-issuer").unstarted(work));
        // Nobody waits for an answer while the service stops.
        thread.setRejectedExecutionHandler((asking, stopped) -> answer.complete(null));
    }

    /** Fetches them now and from now on. */
    IssuerKeys start() {
        var unused = thread.scheduleWithFixedDelay(this::look, 0, times.refetchPauseNanos(), TimeUnit.NANOSECONDS);
        return this;
    }

    /** The keys; null if there have been none yet, or none for too long. */
    @Nullable
    PublicKeys inForce() {
        Held now = held;
        return now != null && nanoTime.getAsLong() - now.fetched() <= times.keptMaxNanos() ? now.keys() : null;
    }

    /** Seconds since the provider last said which keys it has; NaN if it never did. */
    double ageSeconds() {
        Held now = held;
        return now == null ? Double.NaN : (nanoTime.getAsLong() - now.fetched()) / 1e9;
    }

    /** Asks if it is time to. */
    void look() {
        Held now = held;
        if (now == null || !problem.isEmpty() || nanoTime.getAsLong() - now.fetched() >= times.refreshEveryNanos()) {
            var unused = ask();
        }
    }

    /** Asks the provider, unless that was done just now: completes when its answer has been taken or isn't waited for any more. */
    synchronized Optional<CompletableFuture<Void>> ask() {
        if (!answer.isDone()) {
            return Optional.of(answer);
        }
        if (nanoTime.getAsLong() - attempted < times.refetchPauseNanos()) {
            return Optional.empty();
        }
        answer = new CompletableFuture<>();
        thread.execute(this::fetch);
        return Optional.of(answer);
    }

    private void fetch() {
        try {
            take(client.keys());
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            // Thrown on, it would leave the keys as they are for good.
            LOG.log(System.Logger.Level.ERROR, "fetching the keys of the identity provider failed", e);
            failed("a defect");
        } finally {
            attempted = nanoTime.getAsLong();
            answer.complete(null);
        }
    }

    private void take(byte[] document) throws IOException {
        Held before = held;
        boolean same = before != null && before.keys().isOf(document);
        PublicKeys keys = same ? before.keys() : PublicKeys.parse(document);
        held = new Held(keys, nanoTime.getAsLong());
        if (!same || !problem.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, () -> keys.size() + " keys of the identity provider are in force");
        }
        problem = "";
    }

    /** Once for each problem, and not at each attempt. */
    private void failed(String what) {
        if (!what.equals(problem) && !thread.isShutdown()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    () -> "the keys of the identity provider can't be had: " + what
                            + (held == null ? "; its tokens aren't taken yet" : "; those before stay in force"));
        }
        problem = what;
    }

    /** Asks no more. */
    @Override
    public void close() {
        thread.shutdownNow();
        client.close();
        answer.complete(null);
    }
}
