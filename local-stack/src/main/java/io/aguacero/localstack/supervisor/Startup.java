package io.aguacero.localstack.supervisor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A first start of many processes. */
public final class Startup {
    private final Terminal terminal;

    /** Each start is said there. */
    public Startup(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Starts all of them at once, but each after those that it needs, and returns when all are ready.
     *
     * @param needs of each the names of others, which come before it
     * @throws IllegalStateException if one doesn't start, with its reason
     */
    public void run(Map<Supervised, List<String>> needs) {
        Map<String, CompletableFuture<Void>> ready = new HashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(needs.size())) {
            needs.forEach((one, others) -> {
                CompletableFuture<?>[] needed = others.stream().map(ready::get).toArray(CompletableFuture<?>[]::new);
                ready.put(one.name(), CompletableFuture.allOf(needed).thenRunAsync(() -> start(one), threads));
            });
            CompletableFuture.allOf(ready.values().toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(String.valueOf(cause.getMessage()), cause);
        }
    }

    private void start(Supervised one) {
        one.start();
        terminal.say("  " + one.name() + " is ready");
    }
}
