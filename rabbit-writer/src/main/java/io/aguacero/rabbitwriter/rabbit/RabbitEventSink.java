package io.aguacero.rabbitwriter.rabbit;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Answers;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.Delivery.Unavailable;
import io.aguacero.delivery.EventSink;
import io.aguacero.rabbitwriter.BrokerState;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.aguacero.rabbitwriter.relay.PackSink;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * RabbitMQ as a sink: an event is delivered when its message was routed to the shard's stream and confirmed. Publishing
 * may block on the socket, so {@link BrokerLink}'s thread does it; what waits for that thread is bounded by who calls.
 * Whatever becomes of connection and broker, each event is answered at its deadline.
 */
public final class RabbitEventSink implements EventSink, PackSink, AutoCloseable {
    private static final long SWEEP_MILLIS = 20;

    private static final Delivery NO_SUCH_SHARD = new Rejected(
            Publication.on(PathStatus.REFUSED),
            ErrorCode.REPLAY_REFUSED,
            "the dead letter's shard isn't one of RabbitMQ's here");

    private final Shards shards;
    private final int pack;
    private final long packBytesMax;
    private final long deadlineNanos;
    private final long silenceNanos;
    private final BlockingQueue<Publication> waiting = new LinkedBlockingQueue<>();
    // In order of arrival, which is the order of their deadlines.
    private final Queue<Publication> unanswered = new ConcurrentLinkedQueue<>();
    private final BrokerLink link;
    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "rabbit-deadlines"));

    /**
     * @param refuse called once if the broker's streams are another installation's
     */
    public RabbitEventSink(RabbitWriterConfig config, Consumer<BrokerState.Foreign> refuse) {
        this.shards = new Shards(config.shards());
        this.pack = config.pack();
        this.packBytesMax = config.packBytesMax().asLongValue();
        this.deadlineNanos = config.deadline().toNanos();
        this.silenceNanos = config.silenceMax().toNanos();
        this.link = new BrokerLink(config, waiting, refuse);
    }

    /** Connects, and stays connected as long as it isn't closed. */
    public void start() {
        link.start();
        var unused = sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What is known of the broker. */
    public BrokerState state() {
        return link.state();
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        Answers answers = new Answers(batch.size());
        Delivery refusal = refusal();
        if (refusal != null) {
            for (int i = 0; i < batch.size(); i++) {
                answers.answer(i, refusal);
            }
            return answers.stage();
        }
        for (Publication publication : packed(batch, answers)) {
            unanswered.add(publication);
            waiting.add(publication);
        }
        return answers.stage();
    }

    @Override
    public CompletionStage<List<Delivery>> publish(int shard, List<EventEnvelope> pack) {
        Answers answers = new Answers(pack.size());
        Publication publication = new Publication(shard, answers, System.nanoTime());
        for (int i = 0; i < pack.size(); i++) {
            publication.add(pack.get(i), i);
        }
        Delivery refusal = refusal();
        if (refusal == null) {
            unanswered.add(publication);
            waiting.add(publication);
        } else {
            publication.refuse(refusal);
        }
        return answers.stage();
    }

    private @Nullable Delivery refusal() {
        return switch (link.state()) {
            case BrokerState.Up up -> null;
            case BrokerState.Down(String reason) -> Publication.notStored("RabbitMQ is down: " + reason);
            case BrokerState.Foreign(String reason) -> Publication.notStored(reason);
            case BrokerState.Blocked(String reason) ->
                new Unavailable(Publication.on(PathStatus.NOT_STORED), ErrorCode.OVERLOADED, "RabbitMQ: " + reason);
        };
    }

    /** One message a shard, or several where the bounds of a message say so; each shard's events stay in order. */
    private List<Publication> packed(List<EventEnvelope> batch, Answers answers) {
        long arrived = System.nanoTime();
        List<Publication> publications = new ArrayList<>();
        @Nullable Publication[] open = new Publication[shards.count()];
        for (int i = 0; i < batch.size(); i++) {
            EventEnvelope event = batch.get(i);
            OptionalInt shard = shards.targetOf(event, DeliveryPath.RABBITMQ);
            if (shard.isEmpty()) {
                answers.answer(i, NO_SUCH_SHARD);
                continue;
            }
            Publication publication = open[shard.getAsInt()];
            if (publication == null || !publication.fits(event, pack, packBytesMax)) {
                publication = new Publication(shard.getAsInt(), answers, arrived);
                open[shard.getAsInt()] = publication;
                publications.add(publication);
            }
            publication.add(event, i);
        }
        return publications;
    }

    private void sweep() {
        link.watch(silenceNanos);
        long now = System.nanoTime();
        for (Publication oldest = unanswered.peek();
                oldest != null && (oldest.answered() || now - oldest.arrived() >= deadlineNanos);
                oldest = unanswered.peek()) {
            var unused = unanswered.poll();
            oldest.giveUp("RabbitMQ didn't confirm in time");
        }
    }

    /** Waits until what is published is answered, at most for the deadline, and disconnects. */
    @Override
    public void close() {
        link.close(deadlineNanos);
        sweeper.shutdown();
        for (Publication left = unanswered.poll(); left != null; left = unanswered.poll()) {
            left.giveUp("the service stops");
        }
    }
}
