package io.aguacero.localstack.supervisor;

import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.process.AotCache;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Until;
import io.aguacero.localstack.services.Service;
import io.aguacero.localstack.services.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * All services at work for a while, beside those that serve: events go from the door into the store, and each JVM leaves behind
 * what it has learnt from them, so that the next start has its hot code compiled soon. A program of its own, which can be given
 * low priority.
 */
public final class Rehearsal {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final int VALKEY_MEBIBYTES = 512;
    private static final int REQUESTS = 60_000;

    private final Path repository;
    private final int requests;
    private final Path state;

    private Rehearsal(Path repository, int requests) {
        this.repository = repository;
        this.requests = requests;
        this.state = repository.resolve("local-stack/target/rehearsal");
    }

    /**
     * Rehearses what has been built, unless that has been done; ends with 1 and a sentence if it fails.
     *
     * @param arguments folder of the repository, and how many requests are sent (60,000)
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Path repository = Path.of(arguments[0]).toAbsolutePath();
        if (!isDue(repository)) {
            return;
        }
        try {
            int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : REQUESTS;
            new Rehearsal(repository, requests).run();
        } catch (IllegalStateException | UncheckedIOException | CompletionException | Refusal e) {
            System.out.println("aguacero: no rehearsal: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Whether a service has been built since the last one. */
    static boolean isDue(Path repository) {
        return !Arrays.stream(Service.values())
                .allMatch(
                        service -> ServiceProcess.workCache(repository, service).made());
    }

    private void run() {
        forget();
        List<LocalServer> started = new ArrayList<>();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Ports ports = new Ports(FreePorts.inARow(Ports.COUNT));
            Path kinds = repository.resolve("contracts/kinds");
            Stack stack = new Stack(repository, state, kinds, ports, VALKEY_MEBIBYTES, client);
            String key = new LocalKeys(LocalKeys.fileBelow(state), Clock.systemUTC()).own();
            for (LocalServer server : stack.brokersAndStore()) {
                started.add(server);
                server.start();
            }
            URI ingress = URI.create("http://127.0.0.1:" + ports.http(Service.INGRESS_API));
            URI insights = URI.create("http://127.0.0.1:" + ports.http(Service.INSIGHTS_API));
            train(stack.services(), new RehearsalLoad(client, ingress, insights, key, requests));
        } finally {
            started.forEach(LocalServer::close);
            forget();
        }
    }

    private void train(List<ServiceProcess> services, RehearsalLoad load) {
        CountDownLatch up = new CountDownLatch(services.size());
        CountDownLatch done = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(services.size())) {
            List<CompletableFuture<Void>> trained = services.stream()
                    .map(service -> CompletableFuture.runAsync(
                            () -> service.train(cache(service), () -> {
                                up.countDown();
                                await(done);
                            }),
                            threads))
                    .toList();
            try {
                Until.within(START_LIMIT, () -> ready(services, up) || anyFailed(trained));
                if (!anyFailed(trained)) {
                    load.run();
                }
            } finally {
                done.countDown();
            }
            trained.forEach(CompletableFuture::join);
        }
    }

    private static boolean ready(List<ServiceProcess> services, CountDownLatch up) {
        return up.getCount() == 0 && services.stream().allMatch(ServiceProcess::ready);
    }

    private static boolean anyFailed(List<CompletableFuture<Void>> trained) {
        return trained.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
    }

    private static void await(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AotCache cache(ServiceProcess service) {
        return ServiceProcess.workCache(repository, Service.of(service.name()));
    }

    /** Of data nobody needs. */
    private void forget() {
        if (!Files.exists(state)) {
            return;
        }
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
