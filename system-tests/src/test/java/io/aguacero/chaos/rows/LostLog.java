package io.aguacero.chaos.rows;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.checker.LogPath;
import io.aguacero.chaos.checker.ShardState;
import io.aguacero.localstack.process.Until;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A log is no longer the one that was counted. Its shards have to stand still and say so: whatever they counted from there
 * on would be wrong. Their numbers stay what they were.
 *
 * @param consumerAway whether it happens while nobody reads
 * @param shards that have to stand still
 */
record LostLog(int number, How how, LogPath path, boolean consumerAway, List<Integer> shards) implements Row {
    private static final List<Integer> ALL = List.of(0, 1, 2, 3);
    private static final String TOPIC = "aguacero.events";
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    /** What becomes of the log. */
    enum How {
        /** It begins again at its first record. */
        MADE_ANEW("deleted and made anew"),
        /** The same, and it has grown beyond where the consumer stood when it is read again. */
        MADE_ANEW_AND_GROWN("deleted, made anew and grown beyond the consumer's position"),
        /** Its records are gone up to the end, some of which nobody has read. */
        EXPIRED("cut by retention beyond the consumer's position");

        private final String words;

        How(String words) {
            this.words = words;
        }
    }

    static LostLog ofKafka(int number, How how, boolean consumerAway) {
        return new LostLog(number, how, LogPath.KAFKA, consumerAway, ALL);
    }

    /** Of one shard: RabbitMQ's writer makes a stream anew that is gone. */
    static LostLog ofRabbitMq(int number, boolean consumerAway) {
        return new LostLog(number, How.MADE_ANEW, LogPath.RABBITMQ, consumerAway, List.of(2));
    }

    @Override
    public String fault() {
        return "the log of " + path.label() + " " + how.words + (consumerAway ? ", while nobody reads it" : "");
    }

    @Override
    public boolean losesLog() {
        return true;
    }

    @Override
    public void run(ChaosRun run) throws Exception {
        String consumer = path == LogPath.KAFKA ? "kafka-consumer" : "rabbit-consumer";
        run.awaitAccepted(300);
        if (consumerAway) {
            run.stack().hold(consumer);
            run.kill(consumer);
            run.awaitAccepted(100);
        }
        run.note(fault());
        switch (how) {
            case MADE_ANEW -> makeAnew(run);
            case MADE_ANEW_AND_GROWN -> {
                Map<Integer, Long> positions = shards.stream()
                        .collect(Collectors.toMap(
                                shard -> shard,
                                shard -> run.stack()
                                        .installation()
                                        .shard(path, shard)
                                        .next()));
                makeAnew(run);
                grow(run, positions);
            }
            case EXPIRED -> expire(run);
        }
        run.stack().release(consumer);
        awaitHalted(run, consumer);
        Map<Integer, ShardState> then = numbers(run);
        run.awaitAccepted(50);
        run.during(A_WHILE);
        if (!then.equals(numbers(run))) {
            throw new AssertionError("numbers of a shard that stands still have changed");
        }
    }

    private Map<Integer, ShardState> numbers(ChaosRun run) {
        Map<Integer, ShardState> numbers = new TreeMap<>();
        shards.forEach(shard -> numbers.put(shard, run.stack().installation().shard(path, shard)));
        return numbers;
    }

    private void awaitHalted(ChaosRun run, String consumer) {
        boolean halted = Until.within(LIMIT, () -> {
            Map<String, Double> shard = run.stack().metric(consumer, "aguacero_shard_halted");
            return shards.stream()
                    .allMatch(number -> shard.entrySet().stream()
                            .anyMatch(value ->
                                    value.getKey().contains("shard=\"" + number + "\"") && value.getValue() == 1));
        });
        if (!halted) {
            throw new AssertionError("shards " + shards + " of " + consumer + " don't stand still");
        }
    }

    private void makeAnew(ChaosRun run) throws Exception {
        if (path == LogPath.RABBITMQ) {
            try (Connection connection = run.planting().rabbitMq();
                    Channel channel = connection.createChannel()) {
                for (int shard : shards) {
                    channel.queueDelete("aguacero.events." + shard);
                }
            }
            return;
        }
        try (Admin admin = run.planting().admin()) {
            Uuid before = id(admin);
            admin.deleteTopics(List.of(TOPIC)).all().get(20, TimeUnit.SECONDS);
            // Its writer makes it anew.
            if (!Until.within(
                    Duration.ofSeconds(30),
                    () -> !Set.of(before, Uuid.ZERO_UUID).contains(id(admin)))) {
                throw new AssertionError("the topic isn't made anew");
            }
        }
    }

    private static Uuid id(Admin admin) {
        try {
            return admin.describeTopics(List.of(TOPIC))
                    .allTopicNames()
                    .get(20, TimeUnit.SECONDS)
                    .get(TOPIC)
                    .topicId();
        } catch (ExecutionException | TimeoutException notThere) {
            return Uuid.ZERO_UUID;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Uuid.ZERO_UUID;
        }
    }

    private static void grow(ChaosRun run, Map<Integer, Long> beyond) throws Exception {
        for (Map.Entry<Integer, Long> shard : beyond.entrySet()) {
            run.planting().fill(shard.getKey(), shard.getValue() + 10);
        }
    }

    private static void expire(ChaosRun run) throws Exception {
        try (Admin admin = run.planting().admin()) {
            Map<TopicPartition, RecordsToDelete> all = IntStream.range(0, ALL.size())
                    .boxed()
                    .collect(Collectors.toMap(
                            shard -> new TopicPartition(TOPIC, shard), shard -> RecordsToDelete.beforeOffset(-1)));
            admin.deleteRecords(all).all().get(20, TimeUnit.SECONDS);
        }
    }
}
