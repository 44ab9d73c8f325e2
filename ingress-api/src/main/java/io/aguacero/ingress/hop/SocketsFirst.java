package io.aguacero.ingress.hop;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs a task on an event loop, once the loop has read what is ready in its sockets: on the caller's own, if it is one of
 * them. The requests that came in with the one that a batch leaves for leave with it.
 */
public final class SocketsFirst implements Executor {
    private final List<EventExecutor> loops = new ArrayList<>();

    /** @param group the loops that requests are read on */
    public SocketsFirst(EventLoopGroup group) {
        group.forEach(loops::add);
    }

    @Override
    public void execute(Runnable task) {
        EventExecutor loop = loops.getFirst();
        for (EventExecutor one : loops) {
            if (one.inEventLoop()) {
                loop = one;
            }
        }
        // What is scheduled, for however soon, is looked for after the sockets; what is executed may come before them.
        var unused = loop.schedule(task, 1, TimeUnit.NANOSECONDS);
    }
}
