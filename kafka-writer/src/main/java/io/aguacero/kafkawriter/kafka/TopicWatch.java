package io.aguacero.kafkawriter.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.kafkawriter.TopicState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that the topic of all events is there as it must be, and the doors' topic too, creates what is absent, and
 * asks again and again. The path is down, and nothing is sent, from the moment at which a question has waited for too long,
 * or the last connection was lost, while nothing that was sent is confirmed either; it is up again with the next answer.
 */
public final class TopicWatch implements Supplier<TopicState>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    private static final long LOOK_MILLIS = 50;
    /** How long a lost connection may take to come back before that counts. */
    private static final Duration UNCONNECTED = Duration.ofMillis(250);
    /** A day, in segments small enough to be dropped in time. */
    private static final Map<String, String> DOOR_TOPIC_KEPT = Map.of(
            TopicConfig.RETENTION_MS_CONFIG, "86400000",
            TopicConfig.SEGMENT_MS_CONFIG, "3600000",
            TopicConfig.RETENTION_BYTES_CONFIG, "1073741824");

    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final int partitions;
    private final int replicationMax;
    private final Duration timeout;
    private final Consumer<TopicState.Foreign> refuse;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "kafka-topic-watch"));
    private volatile @Nullable Traffic traffic;
    private volatile TopicState state = new TopicState.Down("the broker hasn't answered yet");
    private int minInSync = 1;

    /**
     * @param admin closed with this
     * @param producer its metadata is loaded before the state is ready, so that sending needn't wait for it
     * @param refuse called once if the topic is another installation's
     */
    public TopicWatch(
            Admin admin,
            Producer<byte[], byte[]> producer,
            int partitions,
            int replicationMax,
            Duration timeout,
            Consumer<TopicState.Foreign> refuse) {
        this.admin = admin;
        this.producer = producer;
        this.partitions = partitions;
        this.replicationMax = replicationMax;
        this.timeout = timeout;
        this.refuse = refuse;
    }

    /** What is sent meanwhile. */
    interface Traffic {
        /** Whether a record was confirmed since a moment of {@link System#nanoTime()}. */
        boolean confirmedSince(long moment);

        /** The path is down: nobody waits for what is under way any more. */
        void giveUp();
    }

    /** Asks now, and then again each interval. */
    public void start(Duration interval, KafkaEventSink sink) {
        traffic = sink;
        var unused = thread.scheduleWithFixedDelay(this::look, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public TopicState get() {
        return state;
    }

    private void look() {
        if (state instanceof TopicState.Foreign) {
            return;
        }
        TopicState before = state;
        Traffic sent = traffic;
        long asked = System.nanoTime();
        try {
            state = found();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            state = new TopicState.Down("stopped");
        } catch (Exception e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            // A broker that confirms takes events, whatever became of the question.
            boolean busy = before instanceof TopicState.Ready && sent != null && sent.confirmedSince(asked);
            state = busy ? before : new TopicState.Down(cause.getClass().getSimpleName());
        }
        if (!state.equals(before)) {
            LOG.info("kafka topic={} state={}", Names.EVENTS_TOPIC, state);
            if (state instanceof TopicState.Foreign foreign) {
                refuse.accept(foreign);
            }
            if (before instanceof TopicState.Ready && sent != null) {
                sent.giveUp();
            }
        }
    }

    private TopicState found() throws InterruptedException, ExecutionException, TimeoutException {
        Optional<TopicDescription> topic = described(Names.EVENTS_TOPIC);
        if (topic.isEmpty()) {
            create(Names.EVENTS_TOPIC, partitions, Map.of());
            topic = described(Names.EVENTS_TOPIC);
        }
        if (topic.isEmpty()) {
            return new TopicState.Down("topic " + Names.EVENTS_TOPIC + " isn't known yet");
        }
        int there = topic.get().partitions().size();
        if (there != partitions) {
            return new TopicState.Foreign("topic " + Names.EVENTS_TOPIC + " has " + there
                    + " partitions, aguacero.kafka-writer.shards is " + partitions);
        }
        if (!(state instanceof TopicState.Ready)) {
            if (producer.partitionsFor(Names.EVENTS_TOPIC).size() != partitions) {
                return new TopicState.Down("the client doesn't know all partitions yet");
            }
            askLeaders();
            minInSync = minInSync();
        }
        for (TopicPartitionInfo partition : topic.get().partitions()) {
            if (partition.isr().size() < minInSync) {
                return new TopicState.Down("partition " + partition.partition() + " has "
                        + partition.isr().size() + " of " + minInSync + " replicas in sync");
            }
        }
        if (!(state instanceof TopicState.Ready) && !doorTopicIsThere()) {
            return new TopicState.Down("topic " + Names.DOOR_TOPIC + " isn't known yet");
        }
        return new TopicState.Ready();
    }

    private boolean doorTopicIsThere() throws InterruptedException, ExecutionException, TimeoutException {
        if (described(Names.DOOR_TOPIC).isEmpty()) {
            create(Names.DOOR_TOPIC, 1, DOOR_TOPIC_KEPT);
        }
        return !producer.partitionsFor(Names.DOOR_TOPIC).isEmpty();
    }

    /**
     * Has each partition's leader answer. One that doesn't lead yet, in the first moments of a topic, turns a producer's
     * first batch away and takes the second: from then on it finds each batch out of order until the first one's time is
     * over.
     */
    private void askLeaders() throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(Names.EVENTS_TOPIC, partition), OffsetSpec.latest());
        }
        answered(admin.listOffsets(ends).all());
    }

    /** With fewer replicas in sync the brokers take nothing, but only say so when a send's time is over. */
    private int minInSync() throws InterruptedException, ExecutionException, TimeoutException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Names.EVENTS_TOPIC);
        return Integer.parseInt(answered(admin.describeConfigs(List.of(topic)).all())
                .get(topic)
                .get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)
                .value());
    }

    private Optional<TopicDescription> described(String name)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return Optional.of(answered(
                    admin.describeTopics(List.of(name)).topicNameValues().get(name)));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void create(String name, int partitions, Map<String, String> settings)
            throws InterruptedException, ExecutionException, TimeoutException {
        int brokers = answered(admin.describeCluster().nodes()).size();
        int copies = Math.max(1, Math.min(replicationMax, brokers));
        Map<String, String> configs = new HashMap<>(settings);
        // A majority has to have an event before it is stored.
        configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(copies / 2 + 1));
        NewTopic topic = new NewTopic(name, partitions, (short) copies).configs(configs);
        try {
            answered(admin.createTopics(List.of(topic)).all());
            LOG.info("kafka topic={} created, partitions={} replication={}", name, partitions, copies);
        } catch (ExecutionException e) {
            // Another instance was faster.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private <T> T answered(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        long asked = System.nanoTime();
        while (true) {
            try {
                return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                long waited = System.nanoTime() - asked;
                if (waited > timeout.toNanos() || (waited > UNCONNECTED.toNanos() && connections() == 0)) {
                    throw e;
                }
            }
        }
    }

    /** How many brokers the client holds a connection to. It doesn't say otherwise that it has lost the last one. */
    private double connections() {
        for (Map.Entry<MetricName, ? extends Metric> metric : admin.metrics().entrySet()) {
            if (metric.getKey().name().equals("connection-count")
                    && metric.getValue().metricValue() instanceof Double count) {
                return count;
            }
        }
        return 1;
    }

    @Override
    public void close() {
        var unused = thread.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }
}
