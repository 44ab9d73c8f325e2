package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aguacero.rules.MetricsTable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table in docs/observability.md is what the running services export, no more and no less. */
@ExtendWith(RunningPipeline.class)
class MetricsST {
    private static final List<String> SERVICES = List.of(
            "ingress-api",
            "router-api",
            "kafka-writer",
            "rabbit-writer",
            "kafka-consumer",
            "rabbit-consumer",
            "insights-api");

    @Test
    void everyMetricOfEveryServiceIsInTheTableAndEveryRowIsExported(Pipeline pipeline) throws Exception {
        Tweets tweets = new Tweets(11, "metered-", Instant.now()).addEachForm(1);
        pipeline.ingress().sendAll(tweets.posts(), 1);
        pipeline.settle();

        for (String service : SERVICES) {
            assertEquals(List.of(), differencesAtRest(pipeline, service), service);
        }
    }

    /** The gauges of the aggregates follow some seconds behind the events: what differs is asked for again for a while. */
    private static List<String> differencesAtRest(Pipeline pipeline, String service) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            List<String> differences = differences(service, metrics(pipeline, service));
            if (differences.isEmpty() || System.nanoTime() - end > 0) {
                return differences;
            }
            Waiting.aMoment();
        }
    }

    private static List<String> differences(String service, String exposition) {
        List<String> differences = new ArrayList<>(MetricsTable.undocumented(service, exposition));
        for (MetricsTable.Row row : MetricsTable.read()) {
            String sample = row.type().equals("histogram") ? row.name() + "_count" : row.name();
            if (row.services().contains(service) && exposition.lines().noneMatch(line -> line.startsWith(sample))) {
                differences.add(row.name() + " is documented for " + service + " and isn't exported");
            }
        }
        return differences;
    }

    private static String metrics(Pipeline pipeline, String service) {
        String address = pipeline.endpoint(
                "AGUACERO_MANAGEMENT_" + service.toUpperCase(Locale.ROOT).replace('-', '_'));
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(address + "/q/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no metrics of " + service, e);
        }
    }
}
