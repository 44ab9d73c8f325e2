package io.aguacero.localstack.users;

/** The settings by which a service learns of its users, one a line. */
final class ServiceSettings {
    private ServiceSettings() {}

    static String of(LocalUsers users, String service, int storePort) {
        return switch (service) {
            case "kafka-writer" -> kafka(users, service, "kafka.", "");
            case "rabbit-writer" ->
                kafka(users, service, "aguacero.rabbit-writer.relay.properties.", "\"")
                        + rabbitMq(users, service, "aguacero.rabbit-writer.");
            case "kafka-consumer" -> kafka(users, service, "kafka.", "") + consumer(users, service, storePort);
            case "rabbit-consumer" ->
                rabbitMq(users, service, "aguacero.rabbit-consumer.") + consumer(users, service, storePort);
            case "insights-api" ->
                kafka(users, service, "aguacero.insights.brokers.properties.", "\"")
                        + rabbitMq(users, service, "aguacero.insights.brokers.")
                        + valkey(users, service);
            default -> "";
        };
    }

    /** @param quote around a name that has dots in a group of settings */
    private static String kafka(LocalUsers users, String service, String prefix, String quote) {
        StringBuilder lines = new StringBuilder();
        users.kafka()
                .client(service)
                .forEach((name, value) -> lines.append(prefix)
                        .append(quote)
                        .append(name)
                        .append(quote)
                        .append('=')
                        .append(value)
                        .append('\n'));
        return lines.toString();
    }

    private static String rabbitMq(LocalUsers users, String service, String prefix) {
        return "rabbitmq.user=" + service + "\nrabbitmq.password=" + users.password(service) + "\n"
                + authority(users, prefix + "authority-file=");
    }

    private static String valkey(LocalUsers users, String service) {
        return "valkey.user=" + service + "\nvalkey.password=" + users.password(service) + "\n"
                + authority(
                        users, "quarkus.redis.tls-configuration-name=store\nquarkus.tls.store.trust-store.pem.certs=");
    }

    private static String consumer(LocalUsers users, String service, int storePort) {
        String migration = "aguacero." + service + ".migration.";
        return valkey(users, service)
                + migration + "hosts=" + users.valkey().uri(LocalUsers.MIGRATION, storePort) + "\n"
                + authority(users, migration + "authority-file=");
    }

    /** Nothing where users come in plaintext. */
    private static String authority(LocalUsers users, String setting) {
        return users.authority().map(file -> setting + file + "\n").orElse("");
    }
}
