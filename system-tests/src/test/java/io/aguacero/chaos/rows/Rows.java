package io.aguacero.chaos.rows;

import static io.aguacero.chaos.Hop.INGRESS_ROUTER;
import static io.aguacero.chaos.Hop.KAFKA_CONSUMER_KAFKA;
import static io.aguacero.chaos.Hop.KAFKA_CONSUMER_VALKEY;
import static io.aguacero.chaos.Hop.KAFKA_WRITER_KAFKA;
import static io.aguacero.chaos.Hop.RABBIT_CONSUMER_RABBITMQ;
import static io.aguacero.chaos.Hop.RABBIT_CONSUMER_VALKEY;
import static io.aguacero.chaos.Hop.RABBIT_WRITER_RABBITMQ;
import static io.aguacero.chaos.Hop.ROUTER_KAFKA_WRITER;
import static io.aguacero.chaos.Hop.ROUTER_RABBIT_WRITER;

import io.aguacero.chaos.Hop;
import io.aguacero.chaos.Row;
import io.aguacero.chaos.Shape;
import io.aguacero.chaos.checker.LogPath;
import io.aguacero.localstack.Fault;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All rows, in the order in which they run. */
final class Rows {
    private static final List<Shape> SHAPES =
            List.of(Shape.SINGLE, Shape.SMALL_DISK, Shape.OWN_CLOCKS, Shape.PAIRS, Shape.CLUSTER);
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration MIDDLING = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofSeconds(8);
    private static final List<String> CONSUMERS = List.of("kafka-consumer", "rabbit-consumer");
    private static final Set<Hop> ALL = EnumSet.complementOf(EnumSet.of(Hop.RABBIT_WRITER_KAFKA));

    private Rows() {}

    static List<Row> all() {
        return Stream.of(services(), servers(), hops(), surroundings(), several(), lasting(), lostLogs())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Row> services() {
        return List.of(
                new Undisturbed(),
                new Kill(1, "ingress-api", 7).atTheDoor(),
                new KillBeforeAnswer(),
                new Kill(3, "router-api", 7),
                KillBeforeConfirm.ofWriter(4, "kafka-writer", KAFKA_WRITER_KAFKA),
                KillBeforeConfirm.ofWriter(5, "rabbit-writer", RABBIT_WRITER_RABBITMQ),
                new Down(6, List.of("rabbit-writer"), Duration.ofSeconds(12), true, Shape.SINGLE),
                new Down(6, List.of("rabbitmq"), Duration.ofSeconds(12), true, Shape.SINGLE),
                KillBeforeConfirm.ofRelay(7),
                new Freeze(61, List.of("router-api", "kafka-writer", "rabbit-writer"), LONG),
                new Freeze(62, List.of("ingress-api"), LONG).atTheDoor());
    }

    private static List<Row> servers() {
        return List.of(
                new Kill(16, "kafka", 3).quickly(1),
                new Kill(21, "rabbitmq", 3),
                new BrokerAlarm(),
                new Unbound(),
                new Kill(26, "valkey", 7).quickly(2),
                new TornTail(TornTail.Damage.CUT),
                new TornTail(TornTail.Damage.ZEROED),
                new StaleCopy(),
                new FullStore(),
                new Pulses(),
                new EmptiedStore(),
                new Freeze(61, List.of("kafka", "rabbitmq", "valkey"), LONG));
    }

    private static List<Row> hops() {
        return List.of(
                new BrokenHops(33, ALL, MIDDLING, new Fault.Latency(Duration.ofMillis(200), Duration.ofMillis(100))),
                new BrokenHops(34, ALL, LONG, new Fault.HalfOpen())
                        .quickly(EnumSet.of(INGRESS_ROUTER, KAFKA_WRITER_KAFKA, RABBIT_CONSUMER_VALKEY)),
                new BrokenHops(35, ALL, SHORT, new Fault.Reset())
                        .quickly(EnumSet.of(ROUTER_KAFKA_WRITER, RABBIT_WRITER_RABBITMQ, KAFKA_CONSUMER_KAFKA)),
                new BrokenHops(35, ALL, MIDDLING, new Fault.CutAfter(20_000)),
                new BrokenHops(
                        36, EnumSet.of(KAFKA_WRITER_KAFKA, RABBIT_WRITER_RABBITMQ), LONG, new Fault.Drip(50_000)),
                new BrokenHops(
                        37,
                        EnumSet.of(ROUTER_KAFKA_WRITER, ROUTER_RABBIT_WRITER),
                        LONG,
                        new Fault.Stall(Fault.Direction.FORTH)),
                new BrokenHops(
                        37,
                        EnumSet.of(KAFKA_CONSUMER_KAFKA, RABBIT_CONSUMER_RABBITMQ),
                        LONG,
                        new Fault.Stall(Fault.Direction.BACK)),
                new BrokenHops(38, ALL, SHORT, new Fault.Refuse()));
    }

    /** What is in the logs, and what the machine gives. */
    private static List<Row> surroundings() {
        return List.of(
                new NoFiles("ingress-api", true),
                new NoFiles("kafka-writer", false),
                new FullHeap("ingress-api", true),
                new FullHeap("rabbit-writer", false),
                new FullHeap("kafka-consumer", false),
                new Poison(),
                new NoDeadLetters(LogPath.KAFKA),
                new NoDeadLetters(LogPath.RABBITMQ),
                new FullDisk(),
                WrongClock.jump(List.of("ingress-api"), Duration.ofHours(1)),
                WrongClock.jump(List.of("ingress-api"), Duration.ofHours(-1)),
                WrongClock.strobe(List.of("ingress-api")),
                WrongClock.jump(CONSUMERS, Duration.ofHours(1)),
                WrongClock.jump(CONSUMERS, Duration.ofHours(-1)),
                WrongClock.strobe(CONSUMERS));
    }

    /** Two of each service, or three Kafka brokers. */
    private static List<Row> several() {
        return List.of(
                new Freeze(10, CONSUMERS, Duration.ofSeconds(25)).on(Shape.PAIRS),
                new Kill(63, "router-api", 3).on(Shape.PAIRS),
                new Kill(63, "kafka-writer-2", 3).on(Shape.PAIRS),
                new Kill(12, "kafka-consumer-2", 8).on(Shape.PAIRS),
                new Kill(12, "rabbit-consumer-2", 8).on(Shape.PAIRS),
                new Restarts(List.of("kafka-consumer", "rabbit-consumer", "kafka-consumer-2", "rabbit-consumer-2")),
                new Kill(13, "kafka-1", 3).on(Shape.CLUSTER),
                new Kill(15, "kafka-2", 3).on(Shape.CLUSTER),
                new Down(14, List.of("kafka-2", "kafka-3"), Duration.ofSeconds(12), false, Shape.CLUSTER),
                new Freeze(17, List.of("kafka-1", "kafka-2", "kafka-3"), Duration.ofSeconds(20)).on(Shape.CLUSTER));
    }

    /** Those in which much is taken in, all of which is judged again after each later row: so they come late. */
    private static List<Row> lasting() {
        return List.of(
                new KillAfterApply(8, "kafka-consumer", KAFKA_CONSUMER_VALKEY, 12),
                new KillAfterApply(9, "rabbit-consumer", RABBIT_CONSUMER_VALKEY, 30),
                new Freeze(10, CONSUMERS, Duration.ofSeconds(25)),
                new Rival(),
                new Overload());
    }

    private static List<Row> lostLogs() {
        return List.of(
                LostLog.ofKafka(19, LostLog.How.MADE_ANEW, false),
                LostLog.ofKafka(19, LostLog.How.MADE_ANEW_AND_GROWN, true),
                LostLog.ofRabbitMq(19, false),
                LostLog.ofRabbitMq(19, true),
                LostLog.ofKafka(20, LostLog.How.EXPIRED, true));
    }

    /** Rows of one shape follow each other. */
    static int order(Shape shape) {
        return SHAPES.indexOf(shape);
    }
}
