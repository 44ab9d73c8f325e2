package io.aguacero.system;

import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.localstack.identity.ServerIdentity;
import io.aguacero.localstack.process.FreePorts;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/**
 * Everything as {@code ./run.sh --detach} starts it, on ports and in a directory of its own, with the shipped kinds and
 * those of {@code src/test/kinds}.
 */
final class Pipeline implements AutoCloseable {
    /** Every process that run.sh serves, in the order of an event's way. */
    static final List<String> PROCESSES = List.of(
            "ingress-api",
            "router-api",
            "kafka-writer",
            "rabbit-writer",
            "kafka",
            "rabbitmq",
            "kafka-consumer",
            "rabbit-consumer",
            "valkey",
            "insights-api");

    /** More than run.sh takes. */
    private static final int PORTS = 50;

    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration STOP = Duration.ofMinutes(1);
    private static final Duration METRICS_LIMIT = Duration.ofSeconds(30);

    private final Path home = Repository.work().resolve("home");
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> endpoints;
    private final IngressClient ingress;
    private final InsightsClient insights;
    private final Markers markers;

    private Pipeline() {
        Path kinds = Repository.work().resolve("kinds");
        Repository.forget(kinds);
        Repository.copy(Repository.root().resolve("contracts/kinds"), kinds);
        Repository.copy(Repository.module().resolve("src/test/kinds"), kinds);
        Repository.copyKind(kinds, "weather.observation", "replayed.observation");
        Repository.copyKind(kinds, "weather.observation", "emptied.observation");
        Repository.copyKind(kinds, "weather.tweet", "mended.tweet");
        environment.put("AGUACERO_HOME", home.toString());
        environment.put("AGUACERO_KINDS", kinds.toString());
        environment.put("AGUACERO_PORT_BASE", Integer.toString(FreePorts.inARow(PORTS)));
        // Whoever runs these tests has built what they test; a build inside a build would only be in its way.
        environment.put("AGUACERO_BUILT", "yes");
        Repository.forget(home);
        run("--detach", "--no-sample").expect(START);
        endpoints = Endpoints.read(home.resolve("endpoints.env"));
        ingress = new IngressClient(URI.create(endpoint("AGUACERO_INGRESS")), endpoint("AGUACERO_API_KEY"));
        insights = new InsightsClient(URI.create(endpoint("AGUACERO_INSIGHTS")), endpoint("AGUACERO_API_KEY"));
        markers = new Markers(ingress, insights);
    }

    static Pipeline start() {
        return new Pipeline();
    }

    IngressClient ingress() {
        return ingress;
    }

    InsightsClient insights() {
        return insights;
    }

    /** Folder of all data and logs. */
    Path home() {
        return home;
    }

    /** A value of {@code endpoints.env}. */
    String endpoint(String name) {
        String value = endpoints.get(name);
        if (value == null) {
            throw new AssertionError("endpoints.env has no " + name + ", only " + endpoints.keySet());
        }
        return value;
    }

    /** Settings of a client of Kafka that may do everything. */
    Map<String, Object> kafka() {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(endpoint("AGUACERO_KAFKA_CONFIG")))) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Object> client = new HashMap<>();
        settings.forEach((name, value) -> client.put(name.toString(), value));
        return client;
    }

    /** What connects to RabbitMQ as who may do everything. */
    ConnectionFactory rabbitMq() {
        ConnectionFactory factory = RabbitLog.factory(endpoint("AGUACERO_AMQP"));
        factory.useSslProtocol(trust());
        factory.enableHostnameVerification();
        return factory;
    }

    /** The same as somebody. */
    ConnectionFactory rabbitMq(String user, String password) {
        ConnectionFactory factory = rabbitMq();
        factory.setUsername(user);
        factory.setPassword(password);
        return factory;
    }

    /** Asks the store as who may do everything. */
    RespConnection store() {
        return new RespConnection(URI.create(endpoint("AGUACERO_VALKEY")), trust().getSocketFactory());
    }

    /** For clients of brokers and store, who believe the installation's own authority and nobody else. */
    SSLContext trust() {
        return ServerIdentity.clientOf(Path.of(endpoint("AGUACERO_AUTHORITY")));
    }

    /** Sum of a metric's samples that have a label, as a service exports it now. */
    double metric(String service, String name, String label) {
        String address = endpoint(
                "AGUACERO_MANAGEMENT_" + service.toUpperCase(Locale.ROOT).replace('-', '_'));
        // With a limit, and without the upgrade to HTTP/2: two hangs on a busy machine had both in common.
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(address + "/q/metrics"))
                                    .timeout(METRICS_LIMIT)
                                    .build(),
                            HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line ->
                            (line.startsWith(name + "{") || line.startsWith(name + " ")) && line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading metrics", e);
        }
    }

    /** Returns when all that has been answered 202 is applied on both paths. */
    void settle() {
        markers.settle();
    }

    /** Forgets everything that the store holds, as a new and empty one in its place does. */
    void emptyStore() {
        try {
            String answer = store().ask("FLUSHALL");
            if (!answer.equals("+OK")) {
                throw new AssertionError("the store isn't emptied: " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Process id of a server or service as its pid file says just now; empty while it is between two lives. */
    Optional<ProcessHandle> process(String name) {
        try {
            String pid = Files.readString(home.resolve("run/" + name + ".pid")).trim();
            return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Ends a process by SIGKILL and returns when it is gone. */
    ProcessHandle kill(String name) {
        ProcessHandle victim = Waiting.until(name + " runs", Duration.ofSeconds(60), () -> process(name));
        victim.destroyForcibly();
        Waiting.until(
                name + " is gone",
                Duration.ofSeconds(10),
                () -> Optional.of(victim).filter(process -> !process.isAlive()));
        return victim;
    }

    /** Holds a process where it is; it keeps its sockets and answers nothing. */
    void freeze(String name) {
        signal(name, "STOP");
    }

    /** Lets a frozen process go on. */
    void thaw(String name) {
        signal(name, "CONT");
    }

    /** Tells a process to end in order; run.sh starts it again. */
    ProcessHandle terminate(String name) {
        ProcessHandle told = Waiting.until(name + " runs", Duration.ofSeconds(60), () -> process(name));
        told.destroy();
        return told;
    }

    private void signal(String name, String signal) {
        ProcessHandle process = Waiting.until(name + " runs", Duration.ofSeconds(60), () -> process(name));
        try {
            int status = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError(name + " doesn't take signal " + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while signalling " + name, e);
        }
    }

    /** Returns when another process serves in the killed one's place. */
    void awaitSuccessor(String name, ProcessHandle killed) {
        var unused = Waiting.until(
                name + " is started again",
                Duration.ofSeconds(90),
                () -> process(name).filter(process -> process.pid() != killed.pid()));
    }

    @Override
    public void close() {
        ingress.close();
        insights.close();
        run("stop").expect(STOP);
        List<String> left =
                PROCESSES.stream().filter(name -> process(name).isPresent()).toList();
        if (!left.isEmpty()) {
            throw new AssertionError("left behind by ./run.sh stop: " + left);
        }
    }

    /** {@code ./run.sh} on this pipeline. */
    Command run(String... arguments) {
        try {
            Path log = Files.createDirectories(Repository.work()).resolve("run.log");
            return new Command(Repository.root().resolve("run.sh"), List.of(arguments), environment, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
