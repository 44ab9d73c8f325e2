package io.aguacero.kafkaconsumer.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Kafka's admin client, for what can't be asked otherwise. */
final class AdminClients {
    private AdminClients() {}

    /**
     * A client to be closed by whoever asks for it.
     *
     * @param kafka settings of all clients; those that an admin client doesn't know are left out
     * @param timeout how long the broker may take to answer
     */
    static Admin open(Map<String, Object> kafka, Duration timeout) {
        Map<String, Object> client = new HashMap<>();
        kafka.forEach((name, value) -> {
            if (AdminClientConfig.configNames().contains(name)) {
                client.put(name, value);
            }
        });
        int millis = Math.toIntExact(timeout.toMillis());
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        return Admin.create(client);
    }
}
