import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;

/**
 * Persistent messages, each confirmed, to a stream, a quorum queue and a classic queue on one broker: throughput, the
 * broker's CPU an event, and the time to the confirm. The cases take turns in every round, so that a busy neighbour hits
 * them alike.
 *
 * <p>Arguments: AMQP port, the broker's process id, rounds, seconds of a round for each case, and a file for the figures of
 * every round, a JSON object a line. Run it by {@code run.sh}.
 */
final class QueueTypes {
    private static final int EVENT_BYTES = 250;
    private static final int EVENTS_IN_FLIGHT = 2_000;

    record Case(String type, int eventsPerMessage, int shards) {
        @Override
        public String toString() {
            return "%-7s  %2d events a message  %d shard%s"
                    .formatted(type, eventsPerMessage, shards, shards == 1 ? " " : "s");
        }
    }

    record Figures(double eventsPerSecond, double brokerMicrosPerEvent, double p50Millis, double p99Millis) {
        String json(Case of) {
            return """
                    {"case": "%s, %d a message, %d shard%s", "events/s": %.0f, "broker, CPU µs an event": %.3f, \
                    "to the confirm p50 ms": %.3f, "to the confirm p99 ms": %.3f}
                    """
                    .formatted(
                            of.type(),
                            of.eventsPerMessage(),
                            of.shards(),
                            of.shards() == 1 ? "" : "s",
                            eventsPerSecond,
                            brokerMicrosPerEvent,
                            p50Millis,
                            p99Millis);
        }
    }

    private QueueTypes() {}

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        int port = Integer.parseInt(arguments[0]);
        long pid = Long.parseLong(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        double seconds = Double.parseDouble(arguments[3]);
        Path file = Path.of(arguments[4]);
        List<Case> cases = new ArrayList<>();
        for (int shards : new int[] {1, 4}) {
            for (int events : new int[] {1, 20}) {
                for (String type : new String[] {"stream", "quorum", "classic"}) {
                    cases.add(new Case(type, events, shards));
                }
            }
        }
        Map<Case, List<Figures>> results = new HashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Case one : cases) {
                Figures figures = measure(one, port, pid, seconds);
                if (round > 0) { // round 0 warms up
                    results.computeIfAbsent(one, c -> new ArrayList<>()).add(figures);
                    Files.writeString(file, figures.json(one), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
            }
        }
        System.out.println("medians of " + rounds + " interleaved rounds of " + seconds + " s, " + EVENT_BYTES + "-byte events, "
                + EVENTS_IN_FLIGHT + " events in flight");
        cases.forEach(one -> System.out.printf(
                "%s  %7.0f events/s  %6.2f broker CPU us/event  p50 %6.1f ms  p99 %6.1f ms   (events/s %s)%n",
                one,
                median(results.get(one), Figures::eventsPerSecond),
                median(results.get(one), Figures::brokerMicrosPerEvent),
                median(results.get(one), Figures::p50Millis),
                median(results.get(one), Figures::p99Millis),
                results.get(one).stream().mapToLong(f -> Math.round(f.eventsPerSecond())).sorted().boxed().toList()));
    }

    private static Figures measure(Case one, int port, long pid, double seconds) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
            List<String> names = new ArrayList<>();
            for (int shard = 0; shard < one.shards(); shard++) {
                names.add("measured." + shard);
                channel.queueDeclare(names.get(shard), true, false, false, Map.of("x-queue-type", one.type()));
            }
            try {
                return publish(one, channel, names, pid, seconds);
            } finally {
                for (String name : names) {
                    channel.queueDelete(name);
                }
            }
        }
    }

    private static Figures publish(Case one, Channel channel, List<String> names, long pid, double runSeconds)
            throws Exception {
        int messagesInFlight = EVENTS_IN_FLIGHT / one.eventsPerMessage();
        Semaphore slots = new Semaphore(messagesInFlight);
        ConcurrentNavigableMap<Long, Long> sentAt = new ConcurrentSkipListMap<>();
        long[] latencies = new long[(int) (runSeconds * 300_000)];
        int[] confirmed = {0};
        channel.addConfirmListener(
                (tag, multiple) -> {
                    Map<Long, Long> done = multiple ? sentAt.headMap(tag, true) : sentAt.subMap(tag, true, tag, true);
                    long now = System.nanoTime();
                    int count = 0;
                    for (Long sent : done.values()) {
                        latencies[confirmed[0]++] = now - sent;
                        count++;
                    }
                    done.clear();
                    slots.release(count);
                },
                (tag, multiple) -> {
                    throw new IOException("the broker refused message " + tag);
                });
        channel.confirmSelect();
        byte[] body = new byte[EVENT_BYTES * one.eventsPerMessage()];
        long ticks = cpuTicks(pid);
        long start = System.nanoTime();
        for (long i = 0; System.nanoTime() - start < runSeconds * 1e9; i++) {
            slots.acquire();
            sentAt.put(channel.getNextPublishSeqNo(), System.nanoTime());
            channel.basicPublish(
                    "", names.get((int) (i % names.size())), true, MessageProperties.PERSISTENT_BASIC, body);
        }
        slots.acquire(messagesInFlight); // all confirmed
        double seconds = (System.nanoTime() - start) / 1e9;
        double events = (double) confirmed[0] * one.eventsPerMessage();
        long[] sorted = Arrays.copyOf(latencies, confirmed[0]);
        Arrays.sort(sorted);
        return new Figures(
                events / seconds,
                (cpuTicks(pid) - ticks) * 10_000.0 / events,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6);
    }

    /** User and system time of a process in hundredths of a second (Linux: proc(5)). */
    private static long cpuTicks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static double median(List<Figures> figures, java.util.function.ToDoubleFunction<Figures> of) {
        double[] sorted = figures.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
