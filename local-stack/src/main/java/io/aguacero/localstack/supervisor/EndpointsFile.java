package io.aguacero.localstack.supervisor;

import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.services.Service;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;

/** {@code endpoints.env}: where everything is, as assignments that a shell can source. */
final class EndpointsFile {
    private EndpointsFile() {}

    /** Writes it for its owner alone: a key is in it that may do everything, and so may the user of brokers and store. */
    static void write(Path state, Ports ports, Stack stack, String key) {
        Path clientProperties = state.resolve("kafka-client.properties");
        StringBuilder client = new StringBuilder();
        new TreeMap<>(stack.kafkaOperator())
                .forEach((name, value) ->
                        client.append(name).append('=').append(value).append('\n'));
        LocalKeys.writePrivately(clientProperties, client.toString());
        StringBuilder text = new StringBuilder();
        assign(text, "INGRESS", "http://127.0.0.1:" + ports.http(Service.INGRESS_API));
        assign(text, "INSIGHTS", "http://127.0.0.1:" + ports.http(Service.INSIGHTS_API));
        text.append("# Sent as Authorization: Bearer KEY; it may do everything here.\n");
        assign(text, "API_KEY", key);
        text.append("# Empty where Prometheus isn't installed.\n");
        assign(text, "PROMETHEUS", stack.prometheusAddress().map(URI::toString).orElse(""));
        text.append(
                "# Of brokers and store with the operator's password; Kafka's is in the file. They speak TLS alone, with certificates"
                        + " of the authority below.\n");
        assign(text, "KAFKA", stack.kafkaAddress());
        assign(text, "KAFKA_CONFIG", clientProperties.toString());
        assign(text, "AMQP", stack.amqpUri());
        assign(text, "VALKEY", stack.redisUri());
        assign(text, "AUTHORITY", stack.authority().toString());
        for (Service service : Service.values()) {
            String name = service.label().toUpperCase(Locale.ROOT).replace('-', '_');
            assign(text, "MANAGEMENT_" + name, "http://127.0.0.1:" + ports.management(service));
        }
        LocalKeys.writePrivately(state.resolve("endpoints.env"), text.toString());
    }

    private static void assign(StringBuilder text, String name, String value) {
        text.append("AGUACERO_")
                .append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n");
    }
}
