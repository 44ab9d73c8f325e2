package io.aguacero.localstack;

import io.aguacero.localstack.process.Until;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** A server with the little of its protocol that the tests need. */
interface ServerUnderTest extends AutoCloseable {
    LocalServer server();

    /** Name of the program that serves, as the kernel knows it. */
    String program();

    /** Stores a text durably, replacing an earlier one. */
    void store(String text);

    String load();

    /**
     * As {@link #load}, and again while it fails: RabbitMQ answers a little earlier than its streams are there again
     * ("home node … is down or inaccessible"), which every client of a stream must bear.
     */
    default String loadOnceRecovered() {
        AtomicReference<String> loaded = new AtomicReference<>("nothing");
        boolean recovered = Until.within(Duration.ofSeconds(60), () -> {
            try {
                loaded.set(load());
                return true;
            } catch (IllegalStateException notYet) {
                return false;
            }
        });
        return recovered ? loaded.get() : "nothing within a minute";
    }

    /** Whether it answers a request within a second or two. */
    boolean answers();

    @Override
    default void close() {
        server().close();
    }
}
