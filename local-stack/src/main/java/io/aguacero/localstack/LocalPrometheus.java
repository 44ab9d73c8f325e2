package io.aguacero.localstack;

import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Prometheus, which reads the metrics of the services every five seconds and judges the rules of a folder. What it keeps is
 * bounded in time and bytes.
 */
public final class LocalPrometheus extends ServerProcess {
    private static final String PROGRAM = "prometheus";
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(2);
    private static final String KEPT = "7d";
    private static final String KEPT_BYTES = "512MB";

    private final Path directory;
    private final int port;
    private final Path rules;
    private final Map<String, URI> targets;
    private final HttpClient client;

    /**
     * A server that is not started yet.
     *
     * @param directory of data and log; made when it is not there
     * @param port of loopback
     * @param rules folder whose {@code *.rules.yml} are judged
     * @param targets addresses of metrics by their job, which is the service's name
     */
    public LocalPrometheus(Path directory, int port, Path rules, Map<String, URI> targets, HttpClient client) {
        super(PROGRAM, START_LIMIT);
        this.directory = directory.toAbsolutePath();
        this.port = port;
        this.rules = rules.toAbsolutePath();
        this.targets = Map.copyOf(targets);
        this.client = client;
    }

    /** Whether this machine has it: nothing but the metrics' history and the alerts needs it. */
    public static boolean installed() {
        return Programs.installed(PROGRAM);
    }

    /** Where it is asked. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    protected Launch prepare() {
        Path configuration = writeConfiguration();
        return new Launch(
                name(),
                List.of(
                        Programs.find(PROGRAM),
                        "--config.file=" + configuration,
                        "--web.listen-address=127.0.0.1:" + port,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--storage.tsdb.retention.time=" + KEPT,
                        "--storage.tsdb.retention.size=" + KEPT_BYTES,
                        "--log.level=warn"),
                Map.of(),
                directory,
                directory.resolve("prometheus.log"));
    }

    private Path writeConfiguration() {
        StringBuilder text = new StringBuilder(
                """
                global:
                  scrape_interval: 5s
                  scrape_timeout: 4s
                  evaluation_interval: 5s
                rule_files:
                  - %s
                scrape_configs:
                """.formatted(quoted(rules.resolve("*.rules.yml").toString())));
        targets.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(target -> text.append("""
                  - job_name: %s
                    metrics_path: %s
                    sample_limit: 50000
                    static_configs:
                      - targets: [%s]
                """.formatted(
                                target.getKey(),
                                target.getValue().getPath(),
                                quoted(target.getValue().getAuthority()))));
        Path file = directory.resolve("prometheus.yml");
        try {
            Files.createDirectories(directory);
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("prometheus' directory cannot be written: " + e.getMessage(), e);
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    protected boolean answers() {
        HttpRequest ready = HttpRequest.newBuilder(address().resolve("/-/ready"))
                .timeout(LOOK_LIMIT)
                .build();
        try {
            return client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
