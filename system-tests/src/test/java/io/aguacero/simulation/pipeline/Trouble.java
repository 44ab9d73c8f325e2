package io.aguacero.simulation.pipeline;

import io.aguacero.simulation.kernel.Faults;
import io.aguacero.simulation.kernel.Timeline;
import java.util.Random;

/** What goes wrong at times of its own: processes die, brokers go away, the store is set back. */
final class Trouble {
    private static final long MILLI = 1_000_000;

    private final World world;
    private final Timeline timeline;
    private final Faults faults;
    private final Random random;

    Trouble(World world) {
        this.world = world;
        this.timeline = world.timeline();
        this.faults = world.faults();
        this.random = timeline.random();
    }

    /** Spreads what the seed has drawn over a time. */
    void plan(long nanos) {
        for (String name : Tiers.names()) {
            often(name + " killed", 4, nanos, () -> {
                world.tiers().kill(name);
                timeline.outside(pause(800), () -> world.tiers().start(name));
            });
        }
        for (LogConsumer consumer : world.consumers()) {
            often("consumer killed", 3, nanos, () -> again(consumer, consumer::kill));
            often("consumer stopped", 3, nanos, () -> again(consumer, consumer::stop));
        }
        often("store replicates", 6, nanos, world.valkey()::replicate);
        often("store falls back", 3, nanos, world.valkey()::failOver);
        often("store emptied", 2, nanos, world.valkey()::empty);
        often("Kafka away", 3, nanos, () -> world.kafka().down(pause(1_200)));
        often("RabbitMQ away", 3, nanos, () -> world.rabbitmq().down(pause(1_200)));
        often("RabbitMQ cut", 5, nanos, world.rabbitmq()::loseConnections);
        often("RabbitMQ blocked", 2, nanos, () -> world.rabbitmq().block(pause(600)));
    }

    private void again(LogConsumer consumer, Runnable end) {
        end.run();
        timeline.outside(pause(1_000), consumer::start);
    }

    private long pause(int millis) {
        return (1 + random.nextInt(millis)) * MILLI;
    }

    private void often(String what, int max, long nanos, Runnable trouble) {
        if (faults.drawn(what)) {
            int times = 1 + random.nextInt(max);
            for (int i = 0; i < times; i++) {
                timeline.after((long) (random.nextDouble() * nanos), trouble);
            }
        }
    }
}
