package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.services.Service;
import io.aguacero.localstack.services.ServiceProcess;
import io.aguacero.localstack.services.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of each service that an event passes on its way to the logs, told to stop and started again one after the
 * other, under load: clients are answered 202 or 503, no request is left without an answer, and what was answered 202 is
 * on both logs. The test is the balancer in front of the doors: it sends to those that are ready.
 */
class RollingRestartST {
    private static final int SENDERS = 4;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int SHARDS = 4;
    private static final List<String> MUNICIPALITIES = List.of("mixco", "guatemala", "amatitlan", "chinautla");

    @TempDir
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<String, Integer> ports = new TreeMap<>();
    private final Map<String, ServiceProcess> instances = new TreeMap<>();
    private final List<IngressClient> doors = new CopyOnWriteArrayList<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final AtomicInteger sent = new AtomicInteger();
    private LocalKeys keys;
    private String key;
    private volatile boolean over;

    @BeforeEach
    void makeKey() {
        keys = new LocalKeys(directory.resolve("keys/keys.json"), Clock.systemUTC());
        key = keys.own();
    }

    @AfterEach
    void stop() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        client.close();
    }

    @Test
    void eachInstanceIsRestartedUnderLoadAndClientsSeeNothingBut202And503() throws Exception {
        LocalKafka kafka = new LocalKafka(directory.resolve("kafka"));
        LocalRabbitMq rabbitMq = new LocalRabbitMq(directory.resolve("rabbitmq"));
        for (var server : List.of(kafka, rabbitMq)) {
            open.push(server);
            server.start();
        }
        List<Service> tiers =
                List.of(Service.INGRESS_API, Service.ROUTER_API, Service.KAFKA_WRITER, Service.RABBIT_WRITER);
        tiers.forEach(service -> both(service).forEach(name -> ports.put(name, FreePorts.next())));
        try (ExecutorService starting = Executors.newCachedThreadPool()) {
            List<Future<?>> started = new ArrayList<>();
            for (Service service : tiers) {
                both(service)
                        .forEach(name -> started.add(starting.submit(instance(service, name, kafka, rabbitMq)::start)));
            }
            for (Future<?> one : started) {
                one.get();
            }
        }
        both(Service.INGRESS_API).forEach(this::letIn);

        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        open.push(senders);
        open.push(() -> over = true);
        List<Future<?>> load = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            load.add(senders.submit(this::sendUntilItIsOver));
        }
        for (Service service : tiers) {
            for (String name : both(service)) {
                restart(service, name);
            }
        }
        awaitAccepted();
        over = true;
        for (Future<?> sender : load) {
            sender.get(1, TimeUnit.MINUTES);
        }

        System.out.println("answers during a restart of every instance: " + new TreeMap<>(answers));
        assertTrue(
                answers.keySet().stream().allMatch(answer -> answer.equals("202") || answer.startsWith("503, after ")),
                () -> "other answers: " + answers);
        assertEquals(Set.of(), missing(KafkaLog.ids(kafka.operator())));
        assertEquals(Set.of(), missing(RabbitLog.ids(RabbitLog.factory(rabbitMq.amqpUri()))));
    }

    private static List<String> both(Service service) {
        return List.of(service.label() + "-1", service.label() + "-2");
    }

    private ServiceProcess instance(Service service, String name, LocalKafka kafka, LocalRabbitMq rabbitMq) {
        Surroundings around = new Surroundings(
                Repository.root().resolve("contracts/kinds"),
                keys.file(),
                SHARDS,
                1, // where each is reached is said below; nothing calls the door but the test
                1,
                1,
                1,
                kafka.bootstrapServers(),
                rabbitMq.amqpUri(),
                "redis://none");
        List<String> properties = new ArrayList<>(service.properties(around, name));
        switch (service) {
            case INGRESS_API -> {
                properties.add("-Daguacero.ingress.hop.router=" + addresses(Service.ROUTER_API));
                // Long enough for the test to see that it isn't ready any more.
                properties.add("-Dquarkus.shutdown.delay=5s");
            }
            case ROUTER_API -> {
                properties.add("-Daguacero.router.writers.kafka=" + addresses(Service.KAFKA_WRITER));
                properties.add("-Daguacero.router.writers.rabbitmq=" + addresses(Service.RABBIT_WRITER));
            }
            default -> {}
        }
        ServiceProcess instance = ServiceProcess.of(
                service,
                name,
                Repository.root(),
                directory.resolve(name),
                ports.get(name),
                FreePorts.next(),
                properties,
                client);
        instances.put(name, instance);
        open.push(instance);
        return instance;
    }

    private String addresses(Service service) {
        return String.join(
                ",",
                both(service).stream()
                        .map(name -> "127.0.0.1:" + ports.get(name))
                        .toList());
    }

    private void letIn(String name) {
        IngressClient door = new IngressClient(URI.create("http://127.0.0.1:" + ports.get(name)), key);
        open.push(door);
        doors.add(door);
    }

    private void restart(Service service, String name) throws Exception {
        awaitAccepted();
        ServiceProcess instance = instances.get(name);
        ProcessHandle told = ProcessHandle.of(instance.pid()).orElseThrow();
        told.destroy();
        if (service == Service.INGRESS_API) {
            IngressClient door = doors.getFirst();
            Waiting.until(
                    name + " isn't ready",
                    Duration.ofSeconds(10),
                    () -> instance.ready() ? Optional.empty() : Optional.of(true));
            doors.remove(door);
        }
        told.onExit().get(30, TimeUnit.SECONDS);
        assertEquals(List.of(), complaints(name), name + " didn't stop in order");
        instance.start();
        if (service == Service.INGRESS_API) {
            letIn(name);
        }
    }

    /** Something passes: what was restarted before is in use, or isn't needed. */
    private void awaitAccepted() {
        int before = accepted.size();
        Waiting.until(
                "events are accepted",
                Duration.ofSeconds(30),
                () -> accepted.size() > before + 50 ? Optional.of(true) : Optional.empty());
    }

    private List<String> complaints(String name) throws IOException {
        Path log = directory.resolve(name).resolve(name + ".log");
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" ERROR ")).toList();
        }
    }

    private void sendUntilItIsOver() {
        while (!over) {
            int number = sent.getAndIncrement();
            String id = "rolling-" + number;
            List<IngressClient> ready = List.copyOf(doors);
            IngressClient door = ready.get(number % ready.size());
            String answer = door.attempt(IngressClient.Post.of("/v1/tweets", "application/json", """
                    {"id":"%s","time":"%s","municipality":"%s","weather":"sunny","temperature":20.5,"humidity":50}""".formatted(
                                    id, Instant.now(), MUNICIPALITIES.get(number % MUNICIPALITIES.size()))))
                    .map(reply -> {
                        if (reply.status() == 202) {
                            accepted.add(id);
                        }
                        return reply.status()
                                + reply.retryAfter()
                                        .map(seconds -> ", after " + seconds)
                                        .orElse("");
                    })
                    .orElse("none");
            answers.computeIfAbsent(answer, unused -> new AtomicInteger()).incrementAndGet();
            // Leaves the machine to those that start.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private Set<String> missing(Set<String> stored) {
        Set<String> missing = new HashSet<>(accepted);
        missing.removeAll(stored);
        return missing;
    }
}
