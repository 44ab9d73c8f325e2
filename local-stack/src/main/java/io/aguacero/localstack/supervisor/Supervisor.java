package io.aguacero.localstack.supervisor;

import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.LeftOvers;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.Programs;
import io.aguacero.localstack.process.Until;
import io.aguacero.localstack.services.Service;
import io.aguacero.localstack.services.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Starts everything, feeds the sample once, watches, and stops everything in order when a signal comes. */
final class Supervisor {
    private static final Duration STATUS_PAUSE = Duration.ofSeconds(1);
    private static final Duration COUNT_LIMIT = Duration.ofMinutes(3);
    private static final int BATCH_EVENTS = 500;
    private static final List<String> NICE = List.of("nice", "-n", "19");

    private final Path repository;
    private final Path state;
    private final Path run;
    private final Ports ports;
    private final boolean withSample;
    private final boolean rehearsing;
    private final Terminal terminal;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Stack stack;
    private final List<Supervised> servers;
    private final List<Supervised> services;
    private String key = "";
    private volatile boolean stopping;

    Supervisor(
            Path repository,
            Path state,
            Path kinds,
            Ports ports,
            int valkeyMebibytes,
            boolean withSample,
            boolean rehearsing,
            Terminal terminal) {
        this.repository = repository;
        this.state = state;
        this.run = state.resolve("run");
        this.ports = ports;
        this.withSample = withSample;
        this.rehearsing = rehearsing;
        this.terminal = terminal;
        this.stack = new Stack(repository, state, kinds, ports, valkeyMebibytes, client);
        this.servers = stack.servers().stream()
                .map(server -> supervised(server, server::alive))
                .toList();
        this.services = stack.services().stream()
                .map(service -> supervised(service, service::live))
                .toList();
    }

    private Supervised supervised(LocalServer server, Until.Look live) {
        return new Supervised(server, live, run.resolve(server.name() + ".pid"), terminal);
    }

    /** Returns only by a refusal: a signal ends the JVM, and its shutdown hook stops everything. */
    @SuppressWarnings("try") // The lock is held, not used.
    void run() {
        try (FileChannel file = openLock();
                FileLock lock = lock(file)) {
            clearLeftOvers();
            ports.refuseTaken();
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
            Files.deleteIfExists(state.resolve("endpoints.env"));
            Files.writeString(
                    run.resolve("supervisor.pid"), ProcessHandle.current().pid() + "\n");
            key = ownKey();
            long begin = System.nanoTime();
            startAll();
            terminal.say("everything is ready after "
                    + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s");
            EndpointsFile.write(state, ports, stack, key);
            if (withSample) {
                feedOnce();
            }
            showWayIn();
            Files.writeString(run.resolve("ready"), "");
            Thread.ofPlatform().daemon().name("training").start(this::train);
            watch();
        } catch (IOException | UncheckedIOException e) {
            throw new Refusal(e.getMessage() + " (in " + state + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String ownKey() {
        try {
            return new LocalKeys(LocalKeys.fileBelow(state), Clock.systemUTC()).own();
        } catch (IllegalStateException e) {
            throw new Refusal("the keys can't be used: " + e.getMessage(), e);
        }
    }

    private FileChannel openLock() throws IOException {
        Files.createDirectories(run);
        return FileChannel.open(run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static FileLock lock(FileChannel file) throws IOException {
        @Nullable FileLock lock = file.tryLock();
        if (lock == null) {
            throw new Refusal("it runs already: ./run.sh status shows it, ./run.sh stop ends it");
        }
        return lock;
    }

    private void clearLeftOvers() {
        List<Long> killed = LeftOvers.kill(state);
        if (!killed.isEmpty()) {
            terminal.say("ended processes that an earlier run has left behind: " + killed);
        }
    }

    /** All at once, but each service after the servers that it needs. */
    private void startAll() {
        terminal.say("starting Kafka, RabbitMQ and Valkey, and the services ...");
        if (stack.prometheusAddress().isEmpty()) {
            terminal.say("  without Prometheus, as it isn't installed (Debian and Ubuntu: apt-get install prometheus):"
                    + " everything runs, but nobody keeps the metrics or judges the alerts");
        }
        Map<Supervised, List<String>> needs = new LinkedHashMap<>();
        servers.forEach(server -> needs.put(server, List.of()));
        for (Service service : Service.values()) {
            needs.put(services.get(service.ordinal()), service.servers());
        }
        try {
            new Startup(terminal).run(needs);
        } catch (IllegalStateException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
    }

    private void feedOnce() throws IOException, InterruptedException {
        Path fed = state.resolve("data/sample-fed");
        Sample sample = Sample.read(repository.resolve("local-stack/sample/weather-hourly-lga-2013.csv"));
        if (Files.exists(fed)) {
            terminal.say("the sample has been fed by an earlier run");
        } else {
            terminal.say("feeding " + sample.size() + " hourly observations of LaGuardia, 2013 ...");
            Door door = new Door(client, ingress(), key);
            try {
                for (String batch : sample.batches(BATCH_EVENTS)) {
                    door.post(batch);
                }
            } catch (IllegalStateException e) {
                throw new Refusal(String.valueOf(e.getMessage()), e);
            }
            Files.writeString(fed, "");
        }
        Totals totals = counted(sample.size());
        totals.table().forEach(terminal::say);
    }

    private Totals counted(long events) {
        Predicate<Totals> counted = totals -> totals.bothHave(events);
        boolean same = Until.within(
                COUNT_LIMIT,
                () -> Totals.of(client, insights(), key, Sample.KIND)
                        .filter(counted)
                        .isPresent());
        if (!same) {
            throw new Refusal("after " + COUNT_LIMIT.toSeconds() + " s the paths have not both counted " + events
                    + " observations: " + Totals.of(client, insights(), key, Sample.KIND));
        }
        return Totals.of(client, insights(), key, Sample.KIND).orElseThrow();
    }

    private URI ingress() {
        return URI.create("http://127.0.0.1:" + ports.http(Service.INGRESS_API));
    }

    private URI insights() {
        return URI.create("http://127.0.0.1:" + ports.http(Service.INSIGHTS_API));
    }

    private void showWayIn() {
        terminal.say("");
        terminal.say("  door      " + ingress() + "   (POST /v1/tweets, /v1/metrics, /v1/events)");
        terminal.say("  look      " + insights() + "/   (the live page; it asks for the key)");
        terminal.secret("            " + insights() + "/#key=" + key);
        terminal.say("  insights  " + insights() + "   (GET /v1/kinds, /data)");
        stack.prometheusAddress()
                .ifPresent(address -> terminal.say("  metrics   " + address + "   (Prometheus: /graph, /alerts)"));
        terminal.say("");
        terminal.say("  . " + quoted(state.resolve("endpoints.env")));
        terminal.say("  curl -i " + ingress() + "/v1/tweets -H \"Authorization: Bearer $AGUACERO_API_KEY\""
                + " -H 'content-type: application/json' \\");
        terminal.say(
                "    -d '{\"municipality\":\"mixco\",\"weather\":\"rainy\",\"temperature\":21.5,\"humidity\":80}'");
        terminal.say("  curl -H \"Authorization: Bearer $AGUACERO_API_KEY\" '" + insights()
                + "/v1/kinds/weather.tweet/totals?by=municipality'");
        terminal.say("");
        terminal.say("  Ctrl-C (or ./run.sh stop) ends it all.");
    }

    /** As a shell reads it back. */
    private static String quoted(Path file) {
        return "'" + file.toString().replace("'", "'\\''") + "'";
    }

    /** So that the next start of what has been built takes a third of the time, and works well soon; nobody waits for it. */
    private void train() {
        try {
            new Training(repository, NICE).kafka();
            if (rehearsing && Rehearsal.isDue(repository)) {
                rehearse();
            }
        } catch (IllegalStateException | UncheckedIOException e) {
            if (!stopping) {
                terminal.say("the next start will be no faster: " + e.getMessage());
            }
        }
    }

    private void rehearse() {
        List<String> command = new ArrayList<>(NICE);
        command.addAll(List.of(
                Programs.java(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("java.class.path"),
                Rehearsal.class.getName(),
                repository.toString()));
        Path log = state.resolve("logs/rehearsal.log");
        // The class path is relative to where this JVM was started.
        Path here = Path.of("").toAbsolutePath();
        Process ended = OsProcess.start(new Launch("rehearsal", command, Map.of(), here, log))
                .onExit()
                .join();
        if (ended.exitValue() != 0) {
            throw new IllegalStateException("the rehearsal has failed, see " + log);
        }
    }

    private void watch() {
        while (!stopping) {
            List<Supervised> all = new ArrayList<>(services);
            all.addAll(servers);
            long up = all.stream().filter(Supervised::alive).count();
            String counts = Totals.of(client, insights(), key, "weather.tweet")
                    .map(totals -> "kafka " + totals.kafka().count() + ", rabbitmq "
                            + totals.rabbitmq().count())
                    .orElse("insights-api does not answer");
            terminal.status(up + " of " + all.size() + " processes up; tweets counted: " + counts);
            Until.within(STATUS_PAUSE, () -> stopping);
        }
    }

    /** The door first, then what it needs; the servers last, so that nothing on its way is cut off. */
    private void stop() {
        stopping = true;
        terminal.say("stopping: the door first, the servers last ...");
        services.forEach(Supervised::stop);
        try (ExecutorService threads = Executors.newFixedThreadPool(servers.size())) {
            servers.forEach(server -> threads.execute(server::stop));
        }
        try {
            for (String left : List.of("run/ready", "run/supervisor.pid", "endpoints.env")) {
                Files.deleteIfExists(state.resolve(left));
            }
        } catch (IOException e) {
            terminal.say(state + " cannot be tidied up: " + e.getMessage());
        }
        terminal.say("everything has stopped");
    }
}
