package io.aguacero.ingress.hop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketsFirstTest {
    private final EventLoopGroup group = new DefaultEventLoopGroup(3);

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aTaskRunsOnTheCallersOwnLoopAfterWhatWaitsThere() throws Exception {
        SocketsFirst sockets = new SocketsFirst(group);
        for (EventExecutor loop : group) {
            List<String> order = new ArrayList<>();
            CompletableFuture<Boolean> own = new CompletableFuture<>();
            loop.execute(() -> {
                sockets.execute(() -> {
                    order.add("task");
                    own.complete(loop.inEventLoop());
                });
                loop.execute(() -> order.add("what was there"));
            });

            assertTrue(own.get(10, TimeUnit.SECONDS));
            assertEquals(List.of("what was there", "task"), order);
        }
    }

    @Test
    void aTaskFromAnyOtherThreadRunsOnOneOfThem() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        new SocketsFirst(group).execute(() -> ran.complete(Thread.currentThread()));

        Thread thread = ran.get(10, TimeUnit.SECONDS);
        boolean ofTheGroup = false;
        for (EventExecutor loop : group) {
            ofTheGroup |= loop.inEventLoop(thread);
        }
        assertTrue(ofTheGroup);
    }
}
