package io.aguacero.chaos;

import io.aguacero.chaos.checker.Installation;
import io.aguacero.localstack.Fault;
import io.aguacero.localstack.KafkaNode;
import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.LocalValkey;
import io.aguacero.localstack.ServerProcess;
import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Until;
import io.aguacero.localstack.services.Service;
import io.aguacero.localstack.services.ServiceProcess;
import io.aguacero.localstack.services.Surroundings;
import io.aguacero.localstack.supervisor.Startup;
import io.aguacero.localstack.supervisor.Supervised;
import io.aguacero.localstack.supervisor.Terminal;
import io.aguacero.system.Repository;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The real servers and the services as they are packaged, with a proxy on each hop. What ends is started again, as
 * run.sh and Kubernetes would. insights-api is left out: nothing that is judged depends on it.
 */
public final class ChaosStack implements AutoCloseable {
    /** Requests that the door takes at once: more than a row's usual load ever has under way, and easily exceeded. */
    public static final int DOOR_REQUESTS_MAX = 32;

    private static final int SHARDS = 4;
    /** Not the store: libfaketime doesn't go together with the memory allocator of its packages. */
    private static final Set<Service> WITH_CLOCKS =
            EnumSet.of(Service.INGRESS_API, Service.KAFKA_CONSUMER, Service.RABBIT_CONSUMER);

    /** Ample for what a row writes, little to be filled up. */
    private static final int KAFKA_DISK_MEBIBYTES = 256;

    private static final Duration RESTART_PAUSE = Duration.ofMillis(200);
    private static final Duration READY_LIMIT = Duration.ofSeconds(90);

    private final Path home;
    private final Path kinds;
    private final LocalKeys keys;
    private final String key;
    private final Proxies proxies;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Terminal terminal;
    private final List<LocalKafka> kafka = new ArrayList<>();
    private final LocalRabbitMq rabbitMq;
    private final LocalValkey valkey;
    private final Map<Service, List<Integer>> ports = new EnumMap<>(Service.class);
    private final Map<String, Integer> managementPorts = new HashMap<>();
    private final Map<String, LocalServer> processes = new LinkedHashMap<>();
    private final Map<String, Supervised> supervised = new LinkedHashMap<>();
    private final @Nullable SmallDisk kafkaDisk;
    private final @Nullable Clocks clocks;

    /**
     * Starts everything.
     *
     * @param home folder of all data and logs; emptied before
     */
    public ChaosStack(Path home, Shape shape, long seed) {
        this.home = home;
        this.kinds = home.resolve("kinds");
        this.proxies = new Proxies(seed);
        Path kafkaData = home.resolve("kafka/data").toAbsolutePath();
        SmallDisk.forget(kafkaData);
        Repository.forget(home);
        Repository.copy(Repository.root().resolve("contracts/kinds"), kinds);
        Repository.copy(Repository.module().resolve("src/test/kinds"), kinds);
        this.keys = new LocalKeys(home.resolve("keys/keys.json").toAbsolutePath(), Clock.systemUTC());
        this.key = keys.own();
        this.terminal = new Terminal(logTo(home.resolve("stack.log")));
        int amqp = FreePorts.next();
        rabbitMq = new LocalRabbitMq(home.resolve("rabbitmq"), amqp, FreePorts.next(), FreePorts.next());
        int store = FreePorts.next();
        valkey = new LocalValkey(home.resolve("valkey"), store, LocalValkey.MEMORY_MEBIBYTES);
        placeKafka(shape.brokers());
        for (Hop hop : List.of(Hop.RABBIT_WRITER_RABBITMQ, Hop.RABBIT_CONSUMER_RABBITMQ)) {
            proxies.add(hop, List.of(amqp));
        }
        for (Hop hop : List.of(Hop.KAFKA_CONSUMER_VALKEY, Hop.RABBIT_CONSUMER_VALKEY)) {
            proxies.add(hop, List.of(store));
        }
        for (Service service : services()) {
            ports.put(
                    service,
                    IntStream.range(0, shape.copies())
                            .mapToObj(copy -> FreePorts.next())
                            .toList());
        }
        proxies.add(Hop.INGRESS_ROUTER, ports.get(Service.ROUTER_API));
        proxies.add(Hop.ROUTER_KAFKA_WRITER, ports.get(Service.KAFKA_WRITER));
        proxies.add(Hop.ROUTER_RABBIT_WRITER, ports.get(Service.RABBIT_WRITER));
        clocks = shape.ownClocks() ? new Clocks(home.resolve("clocks").toAbsolutePath()) : null;
        kafkaDisk = shape.kafkaDisk() ? new SmallDisk(kafkaData, KAFKA_DISK_MEBIBYTES) : null;
        start();
    }

    private static List<Service> services() {
        return List.of(
                Service.INGRESS_API,
                Service.ROUTER_API,
                Service.KAFKA_WRITER,
                Service.RABBIT_WRITER,
                Service.KAFKA_CONSUMER,
                Service.RABBIT_CONSUMER);
    }

    private static PrintStream logTo(Path file) {
        try {
            return new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void placeKafka(int brokers) {
        List<KafkaNode> nodes = new ArrayList<>();
        for (int id = 1; id <= brokers; id++) {
            List<KafkaNode.Listener> listeners = new ArrayList<>();
            for (Hop hop : List.of(Hop.KAFKA_WRITER_KAFKA, Hop.RABBIT_WRITER_KAFKA, Hop.KAFKA_CONSUMER_KAFKA)) {
                int port = FreePorts.next();
                String name = hop.name().replace("_", "");
                listeners.add(new KafkaNode.Listener(name, port, proxies.add(hop, List.of(port))));
            }
            nodes.add(new KafkaNode(id, FreePorts.next(), FreePorts.next(), listeners));
        }
        for (KafkaNode node : nodes) {
            String name = brokers == 1 ? "kafka" : "kafka-" + node.id();
            kafka.add(new LocalKafka(name, home.resolve(name), node, nodes));
        }
    }

    private void start() {
        Map<Supervised, List<String>> needs = new LinkedHashMap<>();
        List<LocalServer> servers = new ArrayList<>(kafka);
        servers.add(rabbitMq);
        servers.add(valkey);
        servers.forEach(server -> needs.put(supervise(server, server::alive), List.of()));
        for (Service service : services()) {
            List<Integer> copies = ports.get(service);
            for (int copy = 0; copy < copies.size(); copy++) {
                String name = copy == 0 ? service.label() : service.label() + "-" + (copy + 1);
                ServiceProcess process = process(service, name, copies.get(copy), List.of());
                if (WITH_CLOCKS.contains(service)) {
                    giveClock(process);
                }
                needs.put(
                        supervise(process, process::live),
                        servers.stream().map(LocalServer::name).toList());
            }
        }
        new Startup(terminal).run(needs);
    }

    private void giveClock(ServerProcess process) {
        if (clocks != null) {
            process.through(clocks.words(process.name()));
        }
    }

    private ServiceProcess process(Service service, String name, int port, List<String> more) {
        int management = FreePorts.next();
        managementPorts.put(name, management);
        List<String> properties = new ArrayList<>(service.properties(around(service), name));
        if (service == Service.INGRESS_API) {
            properties.add("-Daguacero.ingress.in-flight.requests-max=" + DOOR_REQUESTS_MAX);
            properties.add("-Daguacero.ingress.in-flight.bytes-max=4M");
        }
        properties.addAll(more);
        return ServiceProcess.of(
                service, name, Repository.root(), home.resolve(name), port, management, properties, client);
    }

    /**
     * One more process of a service, not started yet and looked after by nobody.
     *
     * @param properties {@code -Dname=value}, after those that every process of the service has
     */
    public LocalServer extra(Service service, String name, List<String> properties) {
        return process(service, name, FreePorts.next(), properties);
    }

    /** Number of shards of each path. */
    public int shards() {
        return SHARDS;
    }

    /** Values of a metric that a service gives now, by its labels as they are written; none while it doesn't answer. */
    public Map<String, Double> metric(String process, String name) {
        URI metrics = URI.create("http://127.0.0.1:" + managementPorts.get(process) + "/q/metrics");
        HttpRequest request =
                HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(5)).build();
        Map<String, Double> values = new LinkedHashMap<>();
        try {
            client.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + "{"))
                    .forEach(line -> values.put(
                            line.substring(name.length(), line.lastIndexOf(' ')),
                            Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        } catch (IOException notYet) {
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return values;
    }

    private Supervised supervise(LocalServer server, Until.Look live) {
        Supervised one = new Supervised(server, live, home.resolve(server.name() + ".pid"), terminal, RESTART_PAUSE);
        processes.put(server.name(), server);
        supervised.put(server.name(), one);
        return one;
    }

    /** Each service sees the others through its own proxies. */
    private Surroundings around(Service service) {
        boolean kafkaPath = service == Service.KAFKA_CONSUMER;
        Hop toKafka =
                switch (service) {
                    case KAFKA_CONSUMER -> Hop.KAFKA_CONSUMER_KAFKA;
                    case RABBIT_WRITER -> Hop.RABBIT_WRITER_KAFKA;
                    default -> Hop.KAFKA_WRITER_KAFKA;
                };
        Hop toRabbit = service == Service.RABBIT_CONSUMER ? Hop.RABBIT_CONSUMER_RABBITMQ : Hop.RABBIT_WRITER_RABBITMQ;
        Hop toStore = kafkaPath ? Hop.KAFKA_CONSUMER_VALKEY : Hop.RABBIT_CONSUMER_VALKEY;
        return new Surroundings(
                kinds,
                keys.file(),
                SHARDS,
                1, // nothing here calls the door but the test
                proxies.port(Hop.INGRESS_ROUTER),
                proxies.port(Hop.ROUTER_KAFKA_WRITER),
                proxies.port(Hop.ROUTER_RABBIT_WRITER),
                proxies.bootstrap(toKafka),
                rabbitMq.amqpUri(proxies.port(toRabbit)),
                "redis://127.0.0.1:" + proxies.port(toStore));
    }

    /** Where events are posted to, of each copy of the door. */
    public List<URI> doors() {
        return ports.get(Service.INGRESS_API).stream()
                .map(port -> URI.create("http://127.0.0.1:" + port))
                .toList();
    }

    /** With which events are posted to them. */
    public String key() {
        return key;
    }

    /** Folder of the kinds in force. */
    public Path kinds() {
        return kinds;
    }

    /** What the checker reads, past all proxies. */
    public Installation installation() {
        return new Installation(SHARDS, bootstrap(), rabbitMq.amqpUri(), URI.create(valkey.redisUri()));
    }

    /** Kafka's brokers themselves, past all proxies. */
    public String bootstrap() {
        return String.join(",", kafka.stream().map(LocalKafka::bootstrapServers).toList());
    }

    /** RabbitMQ itself, for alarms and the like. */
    public LocalRabbitMq rabbitMq() {
        return rabbitMq;
    }

    /** Valkey itself. */
    public LocalValkey valkey() {
        return valkey;
    }

    /** Kafka's own disk, where the shape has one. */
    public SmallDisk kafkaDisk() {
        return Objects.requireNonNull(kafkaDisk, "the shape has no disk for Kafka");
    }

    /** Clocks of the processes, where the shape has them. */
    public Clocks clocks() {
        return Objects.requireNonNull(clocks, "the shape has no clocks");
    }

    /** A process by its name, to be killed, frozen and thawed; it is started again when it ends. */
    public LocalServer process(String name) {
        LocalServer process = processes.get(name);
        if (process == null) {
            throw new IllegalArgumentException("no process " + name + ", only " + processes.keySet());
        }
        return process;
    }

    /** What a process has written to its log since it was started last. */
    public List<String> log(String name) {
        try {
            return Files.readAllLines(home.resolve(name).resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves a process down from when it ends until {@link #release}. */
    public void hold(String name) {
        supervised.get(name).hold();
    }

    /** Has a process started again. */
    public void release(String name) {
        supervised.get(name).release();
    }

    /** Breaks a hop. */
    public void set(Hop hop, Fault fault) {
        proxies.set(hop, fault);
    }

    /** Mends everything that a row may have left broken, and returns when all processes are ready. */
    public void mend() {
        proxies.passAll();
        processes.values().forEach(process -> {
            if (process.alive()) {
                process.thaw();
            }
        });
        supervised.values().forEach(Supervised::release);
        processes.keySet().forEach(this::awaitReady);
    }

    /** Returns when the process is up and says that it is ready. */
    public void awaitReady(String name) {
        LocalServer process = process(name);
        boolean up = Until.within(
                READY_LIMIT, () -> process instanceof ServiceProcess service ? service.ready() : process.alive());
        if (!up) {
            throw new AssertionError(name + " isn't ready within " + READY_LIMIT.toSeconds() + " s; see " + home);
        }
    }

    @Override
    public void close() {
        // What all of it holds has been judged: nobody needs it any more, and an orderly end takes its time.
        supervised.values().forEach(Supervised::hold);
        processes.values().stream().filter(LocalServer::alive).forEach(LocalServer::kill);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            supervised.values().forEach(one -> threads.execute(one::stop));
        }
        if (kafkaDisk != null) {
            kafkaDisk.close();
        }
        proxies.close();
        client.close();
    }
}
