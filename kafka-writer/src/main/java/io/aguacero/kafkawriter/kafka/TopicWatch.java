package io.aguacero.kafkawriter.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.kafkawriter.TopicState;
import java.time.Duration;
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
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that the topic of all events is there as it must be, creates it when it is absent, and asks for it again
 * and again: while the broker doesn't answer, the path is down and nothing is sent.
 */
public final class TopicWatch implements Supplier<TopicState>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final int partitions;
    private final int replicationMax;
    private final Duration timeout;
    private final Consumer<TopicState.Foreign> refuse;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "kafka-topic-watch"));
    private volatile TopicState state = new TopicState.Down("the broker hasn't answered yet");

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

    /** Asks now, and then again each interval. */
    public void start(Duration interval) {
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
        try {
            state = found();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            state = new TopicState.Down("stopped");
        } catch (Exception e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            state = new TopicState.Down(cause.getClass().getSimpleName());
        }
        if (!state.equals(before)) {
            LOG.info("kafka topic={} state={}", Names.EVENTS_TOPIC, state);
            if (state instanceof TopicState.Foreign foreign) {
                refuse.accept(foreign);
            }
        }
    }

    private TopicState found() throws InterruptedException, ExecutionException, TimeoutException {
        Optional<TopicDescription> topic = described();
        if (topic.isEmpty()) {
            create();
            topic = described();
        }
        if (topic.isEmpty()) {
            return new TopicState.Down("topic " + Names.EVENTS_TOPIC + " isn't known yet");
        }
        int there = topic.get().partitions().size();
        if (there != partitions) {
            return new TopicState.Foreign("topic " + Names.EVENTS_TOPIC + " has " + there
                    + " partitions, aguacero.kafka-writer.shards is " + partitions);
        }
        if (!(state instanceof TopicState.Ready)
                && producer.partitionsFor(Names.EVENTS_TOPIC).size() != partitions) {
            return new TopicState.Down("the client doesn't know all partitions yet");
        }
        return new TopicState.Ready();
    }

    private Optional<TopicDescription> described() throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return Optional.of(answered(admin.describeTopics(List.of(Names.EVENTS_TOPIC))
                    .topicNameValues()
                    .get(Names.EVENTS_TOPIC)));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void create() throws InterruptedException, ExecutionException, TimeoutException {
        int brokers = answered(admin.describeCluster().nodes()).size();
        int copies = Math.max(1, Math.min(replicationMax, brokers));
        NewTopic topic = new NewTopic(Names.EVENTS_TOPIC, partitions, (short) copies)
                // A majority has to have an event before it is stored.
                .configs(Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(copies / 2 + 1)));
        try {
            answered(admin.createTopics(List.of(topic)).all());
            LOG.info("kafka topic={} created, partitions={} replication={}", Names.EVENTS_TOPIC, partitions, copies);
        } catch (ExecutionException e) {
            // Another instance was faster.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private <T> T answered(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        var unused = thread.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }
}
