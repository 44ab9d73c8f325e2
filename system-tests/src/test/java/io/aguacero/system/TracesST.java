package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.LocalValkey;
import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Programs;
import io.aguacero.localstack.services.Service;
import io.aguacero.localstack.services.ServiceProcess;
import io.aguacero.localstack.services.Surroundings;
import io.aguacero.system.SpanCollector.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Events are followed from the request into the store on both paths, if somebody wants to; otherwise nothing is there. */
@ExtendWith(RunningPipeline.class)
class TracesST {
    private static final String CLIENT_SPAN = "b7ad6b7169203331";
    private static final String HOP = "aguacero.v1.EventHop/Deliver";

    /** The way of an event that both paths store, each step with the one before it. */
    private static final List<String> WAY = List.of(
            "ingress-api server POST /v1/tweets < client",
            "ingress-api client " + HOP + " < ingress-api server",
            "router-api server " + HOP + " < ingress-api client",
            "router-api client " + HOP + " < router-api server",
            "router-api client " + HOP + " < router-api server",
            "kafka-writer server " + HOP + " < router-api client",
            "rabbit-writer server " + HOP + " < router-api client",
            "kafka-writer producer publish aguacero.events < kafka-writer server",
            "rabbit-writer producer publish aguacero.events < rabbit-writer server",
            "kafka-consumer consumer process aguacero.events < kafka-writer producer",
            "rabbit-consumer consumer process aguacero.events < rabbit-writer producer");

    /** The way of an event that the journal acknowledges: RabbitMQ has it from the relay, which has it from Kafka. */
    private static final List<String> RELAYED_WAY = List.of(
            "ingress-api server POST /v1/events < client",
            "ingress-api client " + HOP + " < ingress-api server",
            "router-api server " + HOP + " < ingress-api client",
            "router-api client " + HOP + " < router-api server",
            "kafka-writer server " + HOP + " < router-api client",
            "kafka-writer producer publish aguacero.events < kafka-writer server",
            "kafka-consumer consumer process aguacero.events < kafka-writer producer",
            "rabbit-writer producer publish aguacero.events < kafka-writer producer",
            "rabbit-consumer consumer process aguacero.events < rabbit-writer producer");

    @TempDir
    Path directory;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @AfterEach
    void stop() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void anEventIsFollowedFromTheRequestIntoTheStoreOnBothPaths() throws Exception {
        SpanCollector collector = new SpanCollector();
        open.push(collector);
        IngressClient door = startFollowedBy(collector);
        String followed = "0af7651916cd43dd8448eb211c80319c";
        String ignored = "1af7651916cd43dd8448eb211c80319c";
        String batch = "2af7651916cd43dd8448eb211c80319c";
        String relayed = "3af7651916cd43dd8448eb211c80319c";

        post(door, ignored, "00", tweet("ignored"));
        post(door, followed, "01", tweet("followed"));
        post(door, batch, "01", "[" + tweet("first") + "," + tweet("second") + "]");
        post(door, "/v1/events", "application/cloudevents+json", relayed, "01", """
                {"specversion":"1.0","type":"river.level","source":"urn:test","id":"relayed",
                 "data":{"gauge":"morales","level":1.5}}""");

        List<Span> spans = complete(collector, followed, WAY.size());
        assertEquals(WAY.stream().sorted().toList(), way(spans));
        spans.forEach(span -> assertEquals(
                span.kind().equals("server") && span.service().equals("ingress-api") ? null : "followed",
                span.attributes().get("cloudevents.event_id"),
                span::toString));
        spans.forEach(span -> assertTrue(!span.failed() && span.end() >= span.start(), span::toString));
        assertEquals(
                List.of("kafka", "rabbitmq"),
                spans.stream()
                        .filter(span -> "counted".equals(span.attributes().get("aguacero.outcome")))
                        .map(span -> span.attributes().get("messaging.system"))
                        .sorted()
                        .toList());

        // Two events of one request: the same steps each, and each second step linked to the first of its batch.
        List<Span> both = complete(collector, batch, 2 * WAY.size() - 1);
        List<Span> calls = both.stream()
                .filter(span ->
                        span.service().equals("ingress-api") && span.kind().equals("client"))
                .toList();
        assertEquals(2, calls.size());
        assertEquals(
                List.of(calls.stream()
                        .filter(call -> call.links().isEmpty())
                        .findFirst()
                        .orElseThrow()
                        .id()),
                calls.stream().flatMap(call -> call.links().stream()).toList());
        calls.forEach(call -> assertEquals("2", call.attributes().get("aguacero.batch.events")));

        List<Span> relay = complete(collector, relayed, RELAYED_WAY.size());
        assertEquals(RELAYED_WAY.stream().sorted().toList(), way(relay));

        assertEquals(List.of(), collector.trace(ignored));
        assertEquals(
                collector.all().size(),
                spans.size() + both.size() + relay.size(),
                "the ratio is 0, nothing else is followed");
    }

    /** The Kafka connector of two services knows interfaces of OpenTelemetry's by itself, used or not. */
    @Test
    void byDefaultNoClassOfTheSdkIsLoaded(Pipeline pipeline) throws Exception {
        pipeline.settle();
        Map<String, List<String>> found = new TreeMap<>();
        for (Service service : Service.values()) {
            boolean connector = service == Service.KAFKA_WRITER || service == Service.KAFKA_CONSUMER;
            List<String> classes = loaded(pipeline.process(service.label()).orElseThrow()).stream()
                    .filter(name -> name.startsWith("io.opentelemetry.") || name.startsWith("io.aguacero.tracing.Otlp"))
                    .filter(name -> !(connector && name.startsWith("io.opentelemetry.api.")))
                    .toList();
            if (!classes.isEmpty()) {
                found.put(service.label(), classes);
            }
        }
        assertEquals(Map.of(), found);
    }

    /** Names of the classes that a JVM has loaded. */
    private static List<String> loaded(ProcessHandle process) throws Exception {
        Path jcmd = Path.of(Programs.java()).resolveSibling("jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "VM.class_hierarchy")
                .redirectErrorStream(true)
                .start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> names = answer.lines()
                .map(line -> line.replaceFirst("^[|\\- ]*", "").replaceFirst("/.*", ""))
                .toList();
        assertTrue(names.contains("java.lang.Object"), answer);
        return names;
    }

    private static void post(IngressClient door, String trace, String flags, String body) {
        post(door, "/v1/tweets", "application/json", trace, flags, body);
    }

    private static void post(IngressClient door, String address, String type, String trace, String flags, String body) {
        IngressClient.Reply reply = door.send(new IngressClient.Post(
                address,
                Map.of("content-type", type, "traceparent", "00-" + trace + "-" + CLIENT_SPAN + "-" + flags),
                body.getBytes(StandardCharsets.UTF_8)));
        assertEquals(202, reply.status(), reply::toString);
    }

    private static String tweet(String id) {
        return "{\"id\":\"%s\",\"municipality\":\"mixco\",\"weather\":\"sunny\",\"temperature\":20.5,\"humidity\":50}"
                .formatted(id);
    }

    private static List<Span> complete(SpanCollector collector, String trace, int spans) {
        return Waiting.until(
                spans + " spans of a trace",
                Duration.ofSeconds(60),
                () -> Optional.of(collector.trace(trace)).filter(found -> found.size() >= spans));
    }

    private static List<String> way(List<Span> spans) {
        Map<String, String> steps =
                spans.stream().collect(Collectors.toMap(Span::id, span -> span.service() + " " + span.kind()));
        steps.put(CLIENT_SPAN, "client");
        return spans.stream()
                .map(span -> span.service() + " " + span.kind() + " " + span.name() + " < " + steps.get(span.parent()))
                .sorted()
                .toList();
    }

    private IngressClient startFollowedBy(SpanCollector collector) throws Exception {
        LocalKafka kafka = new LocalKafka(directory.resolve("kafka"));
        LocalRabbitMq rabbitMq = new LocalRabbitMq(directory.resolve("rabbitmq"));
        LocalValkey valkey = new LocalValkey(directory.resolve("valkey"));
        LocalKeys keys = new LocalKeys(directory.resolve("keys/keys.json"), Clock.systemUTC());
        String key = keys.own();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        open.push(client);
        try (ExecutorService starting = Executors.newCachedThreadPool()) {
            startAll(starting, List.of(kafka, rabbitMq, valkey));
            Map<Service, Integer> ports = new EnumMap<>(Service.class);
            for (Service service : Service.values()) {
                ports.put(service, FreePorts.next());
            }
            Surroundings around = new Surroundings(
                    kinds(),
                    keys.file(),
                    1,
                    ports.get(Service.INGRESS_API),
                    ports.get(Service.ROUTER_API),
                    ports.get(Service.KAFKA_WRITER),
                    ports.get(Service.RABBIT_WRITER),
                    kafka.bootstrapServers(),
                    rabbitMq.amqpUri(),
                    valkey.redisUri());
            List<LocalServer> services = new ArrayList<>();
            for (Service service : Service.values()) {
                if (service != Service.INSIGHTS_API) {
                    List<String> properties = new ArrayList<>(service.properties(around, service.label()));
                    properties.add("-Daguacero.tracing.endpoint=" + collector.endpoint());
                    properties.add("-Daguacero.ingress.tracing.ratio=0");
                    services.add(ServiceProcess.of(
                            service,
                            service.label(),
                            Repository.root(),
                            directory.resolve(service.label()),
                            ports.get(service),
                            FreePorts.next(),
                            properties,
                            client));
                }
            }
            startAll(starting, services);
            IngressClient door =
                    new IngressClient(URI.create("http://127.0.0.1:" + ports.get(Service.INGRESS_API)), key);
            open.push(door);
            return door;
        }
    }

    /** Those that ship, and the tests' own. */
    private Path kinds() throws IOException {
        Path kinds = directory.resolve("kinds");
        Repository.copy(Repository.root().resolve("contracts/kinds"), kinds);
        Repository.copy(Repository.module().resolve("src/test/kinds"), kinds);
        return kinds;
    }

    /** What is asked here has been answered: nobody has to leave in order. */
    private static void end(LocalServer server) {
        if (server.alive()) {
            server.kill();
        }
    }

    private void startAll(ExecutorService starting, List<LocalServer> servers) throws Exception {
        List<Future<?>> started = new ArrayList<>();
        for (LocalServer server : servers) {
            open.push(() -> end(server));
            started.add(starting.submit(server::start));
        }
        for (Future<?> one : started) {
            one.get();
        }
    }
}
