package io.aguacero.chaos.checker;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a run is read from.
 *
 * @param shards number of each path
 * @param kafka bootstrap list
 * @param amqp URI with credentials
 * @param valkey URI
 */
public record Installation(int shards, String kafka, String amqp, URI valkey) {
    /** Reads what the store holds of a shard. */
    public ShardState shard(LogPath path, int shard) {
        try (StoreReader reader = new StoreReader(valkey)) {
            return reader.shard(path, shard);
        }
    }

    /**
     * Reads everything: the store first, then the logs, which may be further on by then.
     *
     * @param clients folders of the clients' files
     * @param planted as {@link Evidence} has it
     */
    public Evidence collect(List<Path> clients, Set<String> planted) {
        Map<LogPath, List<ShardState>> store = new EnumMap<>(LogPath.class);
        try (StoreReader reader = new StoreReader(valkey)) {
            for (LogPath path : LogPath.values()) {
                store.put(
                        path,
                        IntStream.range(0, shards)
                                .mapToObj(shard -> reader.shard(path, shard))
                                .toList());
            }
        }
        List<Long> reached = store.get(LogPath.RABBITMQ).stream()
                .map(shard -> shard.next() - 1)
                .toList();
        KafkaReader kafkaReader = new KafkaReader(kafka);
        RabbitReader rabbitReader = new RabbitReader(amqp);
        // Side by side, as each row waits for it.
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            var clientRecord = CompletableFuture.supplyAsync(() -> ClientRecord.read(clients), threads);
            var kafkaLog = CompletableFuture.supplyAsync(kafkaReader::events, threads);
            var kafkaLetters = CompletableFuture.supplyAsync(kafkaReader::deadLetters, threads);
            var rabbitLog = CompletableFuture.supplyAsync(() -> rabbitReader.events(reached), threads);
            var rabbitLetters = CompletableFuture.supplyAsync(rabbitReader::deadLetters, threads);
            return new Evidence(
                    read(clientRecord),
                    planted,
                    Map.of(LogPath.KAFKA, read(kafkaLog), LogPath.RABBITMQ, read(rabbitLog)),
                    Stream.concat(read(kafkaLetters).stream(), read(rabbitLetters).stream())
                            .toList(),
                    store);
        }
    }

    /** What was read, or why it couldn't be. */
    static <T> T read(CompletableFuture<T> reading) {
        try {
            return reading.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }
}
