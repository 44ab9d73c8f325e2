package io.aguacero.aggregation.consuming;

import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A packaged consumer as a process that can be stopped, killed and started again. */
public final class ConsumerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String name;
    private final Path directory;
    private final Map<String, String> properties;
    private final int managementPort = FreePorts.next();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private @Nullable OsProcess process;

    /** The service of this module, which its build has packaged. */
    ConsumerProcess(String name, Path directory, Map<String, String> properties) {
        this.name = name;
        this.directory = directory;
        this.properties = new TreeMap<>(properties);
        this.properties.put("quarkus.http.host", "127.0.0.1");
        this.properties.put("quarkus.http.port", Integer.toString(FreePorts.next()));
        this.properties.put("quarkus.management.host", "127.0.0.1");
        this.properties.put("quarkus.management.port", Integer.toString(managementPort));
    }

    /** Starts the process without waiting for anything. */
    public void launch() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(Path.of("target", "quarkus-app", "quarkus-run.jar")
                .toAbsolutePath()
                .toString());
        process = OsProcess.start(new Launch(name, command, Map.of(), directory, log()));
    }

    /** Starts the process and waits until it is ready. */
    void start() {
        launch();
        awaitReady();
    }

    void awaitReady() {
        running().awaitReady(PATIENCE, this::ready);
    }

    /** Waits until its liveness answers, whatever its readiness says. */
    void awaitAlive() {
        running().awaitReady(PATIENCE, () -> get("/q/health/live").startsWith("200"));
    }

    boolean ready() {
        return get("/q/health/ready").startsWith("200");
    }

    /** Its readiness, with a reason a shard. */
    String readiness() {
        return get("/q/health/ready");
    }

    /** Sum of a metric over all lines that hold the text; 0 when there is none. */
    double metric(String metricName, String with) {
        return get("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(metricName + "{") && line.contains(with))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Waits for the end of a process that ends by itself, and gives what it wrote. */
    public String awaitEnd() {
        if (!Until.within(PATIENCE, () -> !running().alive())) {
            throw new AssertionError(name + " goes on; it wrote:\n" + output());
        }
        return output();
    }

    /** What it has written. */
    public String output() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return e.toString();
        }
    }

    boolean alive() {
        return running().alive();
    }

    void kill() {
        running().kill();
    }

    void stop() {
        running().stop(Duration.ofSeconds(40));
    }

    @Override
    public void close() {
        if (process != null && process.alive()) {
            process.kill();
        }
    }

    private OsProcess running() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    /** The lines of its log with a word in them. */
    List<String> said(String word) {
        try (Stream<String> lines = Files.lines(log())) {
            return lines.filter(line -> line.contains(word)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return directory.resolve(name + ".log");
    }

    private String get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return path.endsWith("metrics") ? response.body() : response.statusCode() + " " + response.body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }
}
