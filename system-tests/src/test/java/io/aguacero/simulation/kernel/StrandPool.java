package io.aguacero.simulation.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An executor whose tasks are the timeline's: one after the other, or each on a thread of its own. Of what it extends it has
 * the type alone; no thread of that is ever started.
 */
public final class StrandPool extends ThreadPoolExecutor implements ScheduledExecutorService {
    private final boolean inTurn;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;

    StrandPool(boolean inTurn) {
        super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        this.inTurn = inTurn;
    }

    /** In place of a {@link java.util.concurrent.ThreadPoolExecutor} of one thread. */
    public StrandPool(
            int core, int max, long keep, TimeUnit unit, BlockingQueue<Runnable> queue, ThreadFactory factory) {
        this(true);
        if (core != 1 || max != 1) {
            throw new UnsupportedOperationException("a pool of several threads isn't simulated");
        }
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        if (!inTurn) {
            Strand unused = Strand.start(task);
            return;
        }
        waiting.add(task);
        next();
    }

    private void next() {
        if (!busy && !waiting.isEmpty()) {
            busy = true;
            Strand.start(waiting.remove()).onEnd(() -> {
                busy = false;
                next();
            });
        }
    }

    @Override
    public void shutdown() {
        closed = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        closed = true;
        List<Runnable> left = new ArrayList<>(waiting);
        waiting.clear();
        return left;
    }

    @Override
    public boolean isShutdown() {
        return closed;
    }

    @Override
    public boolean isTerminated() {
        return closed && !busy && waiting.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        Timeline timeline = Timeline.current();
        long until = timeline.now() + unit.toNanos(Math.min(timeout, unit.convert(1, TimeUnit.HOURS)));
        while (!isTerminated() && timeline.now() < until) {
            Controlled.sleep(1);
        }
        return isTerminated();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        Timer timer = new Timer();
        Timeline.current().after(unit.toNanos(delay), () -> ring(timer, task, -1));
        return timer;
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long pause, TimeUnit unit) {
        Timer timer = new Timer();
        Timeline.current().after(unit.toNanos(first), () -> ring(timer, task, unit.toNanos(pause)));
        return timer;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(task, first, period, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("isn't simulated");
    }

    private void ring(Timer timer, Runnable task, long pause) {
        if (closed || timer.isDone()) {
            return;
        }
        execute(() -> {
            if (!timer.isDone()) {
                task.run();
                if (pause >= 0) {
                    Timeline.current().after(pause, () -> ring(timer, task, pause));
                }
            }
        });
    }

    private static final class Timer extends CompletableFuture<Void> implements ScheduledFuture<Void> {
        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException("isn't simulated");
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException("isn't simulated");
        }
    }
}
