package io.aguacero.bench;

import io.aguacero.localstack.identity.LocalAuthority;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.services.Service;
import io.aguacero.localstack.services.ServiceProcess;
import io.aguacero.localstack.services.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The packaged services with the memory and the settings that run.sh gives them, from the door to both brokers. */
final class Pipeline implements Contender {
    /** Of the door: what is started before it stands before it. */
    static final List<Service> DOOR =
            List.of(Service.KAFKA_WRITER, Service.RABBIT_WRITER, Service.ROUTER_API, Service.INGRESS_API);

    private static final String STORED = "outcome=\"stored\"";
    private static final Duration METRICS_LIMIT = Duration.ofSeconds(30);

    private final Stores stores;
    private final Path repository;
    private final String name;
    private final Map<Service, Integer> ports = new EnumMap<>(Service.class);
    private final Map<Service, Integer> managementPorts = new EnumMap<>(Service.class);
    private final Map<Service, ServiceProcess> services = new LinkedHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BrokerLogs logs;
    private final Wrk wrk;

    /** As the services are meant to be run. */
    static Pipeline asShipped(Stores stores) throws Exception {
        return new Pipeline(stores, stores.repository(), "aguacero", Map.of());
    }

    /** As shipped, where Prometheus is asked for the rates on the live page. */
    static Pipeline watched(Stores stores, URI prometheus) throws Exception {
        return new Pipeline(
                stores,
                stores.repository(),
                "aguacero",
                Map.of(Service.INSIGHTS_API, List.of("-Daguacero.insights.live.prometheus=" + prometheus)));
    }

    /** The services of another checkout, or the same with other options, if {@code BENCH_BESIDE} names one. */
    static Optional<Pipeline> beside(Stores stores) throws Exception {
        String other = System.getenv("BENCH_BESIDE");
        return other == null
                ? Optional.empty()
                : Optional.of(new Pipeline(stores, Path.of(other).toAbsolutePath(), "beside", Map.of()));
    }

    /**
     * The same services without group commit: one event a call and one event a message, up to 64 calls at once on each hop.
     * The waits are longer, so that a batch of a request isn't refused as overload.
     */
    static Pipeline naive(Stores stores) throws Exception {
        String hop = "-Daguacero.ingress.hop.";
        String writers = "-Daguacero.router.writers.";
        return new Pipeline(
                stores,
                stores.repository(),
                "naive",
                Map.of(
                        Service.INGRESS_API,
                        List.of(hop + "batch-events-max=1", hop + "batches-in-flight-max=64", hop + "wait-max=4s"),
                        Service.ROUTER_API,
                        List.of(
                                writers + "batch-events-max=1",
                                writers + "batches-in-flight-max=64",
                                writers + "wait-max=4s"),
                        Service.RABBIT_WRITER,
                        List.of("-Daguacero.rabbit-writer.pack=1")));
    }

    /** The same services with plain HTTP between door and router instead of gRPC. */
    static Pipeline rest(Stores stores) throws Exception {
        return new Pipeline(
                stores,
                stores.repository(),
                "rest",
                Map.of(Service.INGRESS_API, List.of("-Daguacero.ingress.hop.transport=rest")));
    }

    /** The same services, which know each other by mutual TLS. */
    static Pipeline mutuallyKnown(Stores stores) throws Exception {
        return new Pipeline(stores, stores.repository(), "hops", identities(stores));
    }

    /** As run.sh has them: mutual TLS between services, and each a user of brokers that speak TLS alone. */
    static Pipeline secured(Stores stores) throws Exception {
        return new Pipeline(stores, stores.repository(), "secured", identities(stores));
    }

    private static Map<Service, List<String>> identities(Stores stores) {
        LocalAuthority authority = stores.authority();
        return DOOR.stream()
                .collect(Collectors.toMap(
                        service -> service,
                        service -> List.of("-Daguacero.identity.directory=" + authority.identity(service.label()))));
    }

    /** @param settings {@code -Dname=value} that differ from what run.sh sets */
    private Pipeline(Stores stores, Path repository, String name, Map<Service, List<String>> settings)
            throws Exception {
        this.stores = stores;
        this.repository = repository;
        this.name = name;
        for (Service service : Service.values()) {
            ports.put(service, FreePorts.next());
            managementPorts.put(service, FreePorts.next());
        }
        for (Service service : Service.values()) {
            services.put(service, process(service, settings.getOrDefault(service, List.of())));
        }
        logs = stores.logs();
        wrk = new Wrk(stores.directory(), stores.key());
    }

    private ServiceProcess process(Service service, List<String> settings) {
        Surroundings around = new Surroundings(
                stores.kinds(),
                stores.keys(),
                Stores.SHARDS,
                port(Service.INGRESS_API),
                port(Service.ROUTER_API),
                port(Service.KAFKA_WRITER),
                port(Service.RABBIT_WRITER),
                stores.kafka.bootstrapServers(),
                stores.serviceAmqpUri(),
                stores.serviceRedisUri());
        List<String> properties = new ArrayList<>(stores.userOf(service));
        if (name.equals("aguacero")) {
            properties.addAll(Stores.javaOptions("BENCH_JAVA_OPTIONS", service.label()));
        } else if (name.equals("beside")) {
            properties.addAll(Stores.javaOptions("BENCH_BESIDE_JAVA_OPTIONS", service.label()));
        }
        properties.addAll(service.properties(around, name));
        if (!Files.exists(repository.resolve("access/pom.xml"))) {
            // A checkout from before there were keys asks for none, and refuses a setting that it doesn't know.
            properties.removeIf(property -> property.contains(".keys.file="));
        }
        if (service == Service.RABBIT_WRITER) {
            // A run doesn't fill the disk; far more than is stored between two counts.
            properties.add("-Daguacero.rabbit-writer.retention.bytes-max=4G");
        }
        properties.addAll(settings);
        return ServiceProcess.of(
                service,
                service.label(),
                repository,
                stores.directory().resolve(name),
                port(service),
                managementPort(service),
                properties,
                client);
    }

    private int port(Service service) {
        return ports.get(service);
    }

    private int managementPort(Service service) {
        return managementPorts.get(service);
    }

    /** Starts some of the services, one after the other, each until it is ready. */
    Pipeline start(List<Service> wanted) {
        wanted.forEach(service -> service(service).start());
        return this;
    }

    ServiceProcess service(Service service) {
        return services.get(service);
    }

    /** What may be sent along to the door. */
    String key() {
        return stores.key();
    }

    /** Where readings are posted. */
    URI door() {
        return URI.create("http://127.0.0.1:" + port(Service.INGRESS_API) + "/v1/metrics");
    }

    /** What the live page listens to. */
    URI liveStream() {
        return URI.create("http://127.0.0.1:" + port(Service.INSIGHTS_API) + "/v1/stream");
    }

    @Override
    public Stores stores() {
        return stores;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, Long> processes() {
        Map<String, Long> pids = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            if (service(service).alive()) {
                pids.put(service.label(), service(service).pid());
            }
        }
        return pids;
    }

    @Override
    public Answers load(Shape shape, Duration duration) throws IOException {
        return wrk.load(door(), shape, duration);
    }

    @Override
    public Optional<BrokerLogs> logs() {
        return Optional.of(logs);
    }

    @Override
    public OptionalLong accepted() {
        return OptionalLong.of(sum("aguacero_ingress_events_total{", STORED));
    }

    @Override
    public OptionalLong batches() {
        return OptionalLong.of(sum("aguacero_hop_batch_events_count{", "hop=\"router\""));
    }

    /** Where a service's metrics are. */
    URI metrics(Service service) {
        return URI.create("http://127.0.0.1:" + managementPort(service) + "/q/metrics");
    }

    /** Of the door's metrics, those of a name and a label. */
    private long sum(String metric, String label) {
        HttpRequest request = HttpRequest.newBuilder(metrics(Service.INGRESS_API))
                .timeout(METRICS_LIMIT)
                .build();
        String text = client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
        return text.lines()
                .filter(line -> line.startsWith(metric) && line.contains(label))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        for (Service service : Service.values()) {
            services.get(service).close();
        }
        client.close();
    }
}
