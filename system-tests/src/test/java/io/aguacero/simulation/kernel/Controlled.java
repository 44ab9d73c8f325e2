package io.aguacero.simulation.kernel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the pipeline's classes call instead of the clock, of threads, and of whatever waits. */
public final class Controlled {
    private static final Map<Object, List<Strand>> WAITING = new IdentityHashMap<>();
    private static final Map<Thread, Strand> STARTED = new IdentityHashMap<>();
    private static final long NEVER = Long.MAX_VALUE;
    // Far from 0, so that code which compares absolute values of it instead of differences is found out.
    private static final long NANOS_AT_START = Long.MAX_VALUE - 3_000_000_000L;

    private Controlled() {}

    /** Forgets what an earlier run left. */
    static void reset() {
        WAITING.clear();
        STARTED.clear();
    }

    /** In place of {@link System#nanoTime}. It overflows after three seconds. */
    public static long nanoTime() {
        return NANOS_AT_START + Timeline.current().now();
    }

    /** In place of {@link InstantSource#system}. */
    public static InstantSource system() {
        return () -> Instant.EPOCH.plusNanos(Timeline.current().now());
    }

    /** In place of {@link CompletableFuture#orTimeout}. */
    public static <T> CompletableFuture<T> orTimeout(CompletableFuture<T> future, long time, TimeUnit unit) {
        Timeline.current().after(unit.toNanos(time), () -> future.completeExceptionally(new TimeoutException()));
        return future;
    }

    /** In place of {@link CompletableFuture#completeOnTimeout}. */
    public static <T> CompletableFuture<T> completeOnTimeout(
            CompletableFuture<T> future, T late, long time, TimeUnit unit) {
        Timeline.current().after(unit.toNanos(time), () -> future.complete(late));
        return future;
    }

    /** In place of {@link CompletableFuture#get(long, TimeUnit)}. */
    public static <T> T get(CompletableFuture<T> future, long time, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!future.isDone()) {
            Strand strand = Strand.waiting();
            Runnable alarm = strand.alarm();
            var unused = future.whenComplete((done, failure) -> alarm.run());
            if (!strand.park(time == NEVER ? NEVER : unit.toNanos(time)) && !future.isDone()) {
                throw new TimeoutException();
            }
        }
        return future.get();
    }

    /** In place of {@link CompletableFuture#get()}. */
    public static <T> T get(CompletableFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            return get(future, NEVER, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("there is no time-out", e);
        }
    }

    /** In place of {@link CompletableFuture#join}. */
    public static <T> T join(CompletableFuture<T> future) {
        try {
            T unused = get(future);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a thread is interrupted where it can't hear it", e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
        return future.join();
    }

    /** In place of {@link Object#wait(long)}; the loader has taken the monitor away. */
    public static void wait(Object monitor, long millis) throws InterruptedException {
        Strand strand = Strand.waiting();
        WAITING.computeIfAbsent(monitor, absent -> new ArrayList<>()).add(strand);
        try {
            boolean unused = strand.park(millis == 0 ? NEVER : millis * 1_000_000L);
        } finally {
            forget(monitor, strand);
        }
    }

    /** In place of {@link Object#notifyAll}. */
    public static void notifyAll(Object monitor) {
        List.copyOf(WAITING.getOrDefault(monitor, List.of())).forEach(Strand::wake);
    }

    private static void forget(Object key, Strand strand) {
        List<Strand> waiting = WAITING.get(key);
        if (waiting != null) {
            waiting.remove(strand);
            if (waiting.isEmpty()) {
                WAITING.remove(key);
            }
        }
    }

    /** In place of {@link BlockingQueue#poll(long, TimeUnit)}. */
    public static <T> @Nullable T poll(BlockingQueue<T> queue, long time, TimeUnit unit) throws InterruptedException {
        T head = queue.poll();
        if (head == null && time > 0) {
            Strand strand = Strand.waiting();
            WAITING.computeIfAbsent(queue, absent -> new ArrayList<>()).add(strand);
            try {
                boolean unused = strand.park(unit.toNanos(time));
            } finally {
                forget(queue, strand);
            }
            head = queue.poll();
        }
        return head;
    }

    /** In place of {@link BlockingQueue#add}. */
    public static <T> boolean add(BlockingQueue<T> queue, T item) {
        boolean added = queue.add(item);
        notifyAll(queue);
        return added;
    }

    /** In place of {@link Thread#start}. */
    @SuppressWarnings("DoNotCall")
    public static void start(Thread thread) {
        STARTED.put(thread, Strand.start(thread::run));
    }

    /** In place of {@code Thread.ofVirtual().start}. */
    public static Thread start(Thread.Builder.OfVirtual builder, Runnable body) {
        Thread thread = builder.unstarted(body);
        STARTED.put(thread, Strand.start(body));
        return thread;
    }

    /** In place of {@link Thread#sleep(long)}. */
    public static void sleep(long millis) throws InterruptedException {
        boolean unused = Strand.waiting().park(millis * 1_000_000L);
    }

    /** In place of {@link Thread#join(Duration)}. */
    public static boolean join(Thread thread, Duration time) throws InterruptedException {
        Strand other = STARTED.get(thread);
        if (other != null && !other.ended()) {
            Strand self = Strand.waiting();
            other.onEnd(self::wake);
            boolean unused = self.park(time.toNanos());
            return other.ended();
        }
        return true;
    }

    /** In place of {@link Thread#interrupt}; a thread that isn't the pipeline's own is the one that runs. */
    public static void interrupt(Thread thread) {
        Strand other = STARTED.get(thread);
        Strand strand = other == null ? Strand.waiting() : other;
        strand.interrupt();
    }

    /** In place of {@code Executors.newSingleThreadExecutor} and its like. */
    public static ExecutorService singleThread(ThreadFactory factory) {
        return new StrandPool(true);
    }

    /** In place of {@code Executors.newSingleThreadScheduledExecutor}. */
    public static ScheduledExecutorService singleThreadScheduled(ThreadFactory factory) {
        return new StrandPool(true);
    }

    /** In place of {@code Executors.newVirtualThreadPerTaskExecutor}. */
    public static ExecutorService threadPerTask() {
        return new StrandPool(false);
    }
}
