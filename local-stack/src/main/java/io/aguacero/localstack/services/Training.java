package io.aguacero.localstack.services;

import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.process.FreePorts;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

/**
 * Makes what Kafka and the services, as they have been built, start faster with. Each is started once, by itself: a service
 * finds nobody around it, and has loaded nearly all that it ever needs when it is live.
 */
public final class Training {
    private static final String KAFKA = "kafka";

    private final Path repository;
    private final List<String> through;

    /**
     * Nothing is started yet.
     *
     * @param through words before each command, {@code nice} for example
     */
    public Training(Path repository, List<String> through) {
        this.repository = repository;
        this.through = List.copyOf(through);
    }

    /**
     * {@code Training REPOSITORY kafka|SERVICE...}: those, unless they have what they need.
     *
     * @throws IllegalStateException if one doesn't start
     */
    public static void main(String[] arguments) {
        Training training = new Training(Path.of(arguments[0]).toAbsolutePath(), List.of());
        for (String name : Arrays.asList(arguments).subList(1, arguments.length)) {
            if (name.equals(KAFKA)) {
                training.kafka();
            } else {
                training.service(Service.of(name));
            }
        }
    }

    /**
     * Of Kafka, unless it has what it needs.
     *
     * @throws IllegalStateException if it doesn't start
     */
    public void kafka() {
        if (!LocalKafka.aotCache().made()) {
            LocalKafka kafka = new LocalKafka(directory("local-stack"));
            kafka.through(through);
            kafka.train(LocalKafka.aotCache());
        }
    }

    private void service(Service service) {
        Path jar = ServiceProcess.jar(repository, service);
        if (ServiceProcess.startCache(jar).made()) {
            return;
        }
        Path directory = directory(service.label());
        LocalKeys keys = new LocalKeys(directory.resolve("keys.json"), Clock.systemUTC());
        var unused = keys.own();
        int nobody = FreePorts.next();
        Surroundings around = new Surroundings(
                repository.resolve("contracts/kinds"),
                keys.file(),
                1,
                nobody,
                nobody,
                nobody,
                nobody,
                "127.0.0.1:" + nobody,
                "amqp://127.0.0.1:" + nobody,
                "redis://127.0.0.1:" + nobody);
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            ServiceProcess process = ServiceProcess.of(
                    service,
                    service.label(),
                    repository,
                    directory,
                    FreePorts.next(),
                    FreePorts.next(),
                    service.properties(around, service.label()),
                    client);
            process.through(through);
            process.train(ServiceProcess.startCache(jar));
        }
    }

    private Path directory(String module) {
        return repository.resolve(module).resolve("target/aot-training");
    }
}
