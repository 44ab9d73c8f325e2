package io.aguacero.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is given the same load as the others, in turn with them. */
interface Contender extends AutoCloseable {
    /** In tables. */
    String name();

    /** The servers that it has. */
    Stores stores();

    /** Ids of its own processes by name, apart from brokers and load. */
    Map<String, Long> processes();

    /** Makes ready for what comes. */
    default void prepare(Shape shape) throws Exception {}

    /** Loads it for so long. */
    Answers load(Shape shape, Duration duration) throws Exception;

    /** Where it stores events; empty when it stores none. */
    Optional<BrokerLogs> logs();

    /** How many events it says that it has accepted since its start, when it counts them. */
    default OptionalLong accepted() throws Exception {
        return OptionalLong.empty();
    }

    /** How many batches it says that its door has sent on since its start, when it counts them. */
    default OptionalLong batches() throws Exception {
        return OptionalLong.empty();
    }

    @Override
    void close();
}
