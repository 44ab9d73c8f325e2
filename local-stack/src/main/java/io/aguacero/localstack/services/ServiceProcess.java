package io.aguacero.localstack.services;

import io.aguacero.localstack.ServerProcess;
import io.aguacero.localstack.process.AotCache;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.Programs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A service as it is packaged, in a JVM of its own; it has started when it says that it is ready. */
public final class ServiceProcess extends ServerProcess {
    /** Most memory of a service's heap; one that needs more ends. */
    public static final int HEAP_MEBIBYTES = 128;

    /**
     * A small heap that grows when it has to, and what the compilers have left behind given back to the system every 5 s:
     * 119 instead of 171 MiB of a resting ingress-api.
     */
    private static final List<String> SPARING = List.of("-Xms24m", "-XX:TrimNativeHeapInterval=5000");

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(2);

    private final Path directory;
    private final Path jar;
    private final List<String> properties;
    private final HttpRequest ready;
    private final HttpRequest live;
    private final HttpClient client;

    /**
     * A service that is not started yet.
     *
     * @param directory of its log
     * @param jar what {@code java -jar} runs
     * @param properties {@code -Dname=value}
     * @param health under which {@code ready} is asked until it answers 200, and {@code live} from then on
     */
    public ServiceProcess(
            String name, Path directory, Path jar, List<String> properties, URI health, HttpClient client) {
        super(name, START_LIMIT);
        this.directory = directory;
        this.jar = jar;
        this.properties = List.copyOf(properties);
        this.ready = look(health.resolve("ready"));
        this.live = look(health.resolve("live"));
        this.client = client;
    }

    /**
     * A service of this repository, as it has been built.
     *
     * @param name of this process, for example {@code kafka-writer-2}
     * @param directory of its log
     * @param port where it serves
     * @param managementPort where it serves health and metrics
     * @param properties {@code -Dname=value}, besides where it listens
     */
    public static ServiceProcess of(
            Service service,
            String name,
            Path repository,
            Path directory,
            int port,
            int managementPort,
            List<String> properties,
            HttpClient client) {
        List<String> all = new ArrayList<>(List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + managementPort));
        all.addAll(properties);
        return new ServiceProcess(
                name,
                directory,
                jar(repository, service),
                all,
                URI.create("http://127.0.0.1:" + managementPort + "/q/health/"),
                client);
    }

    /** What {@code java -jar} runs of a service of this repository. */
    static Path jar(Path repository, Service service) {
        return repository.resolve(service.label()).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** What its JVM has learnt from a start. */
    static AotCache startCache(Path jar) {
        return new AotCache(jar, jar.resolveSibling("start.aot"));
    }

    /** What the JVM of a service of this repository has learnt from a rehearsal. */
    public static AotCache workCache(Path repository, Service service) {
        return workCache(jar(repository, service));
    }

    private static AotCache workCache(Path jar) {
        return new AotCache(jar, jar.resolveSibling("work.aot"));
    }

    private static HttpRequest look(URI at) {
        return HttpRequest.newBuilder(at).timeout(LOOK_LIMIT).build();
    }

    @Override
    protected Launch prepare() {
        List<String> command = new ArrayList<>(List.of(
                Programs.java(), "-Xmx" + HEAP_MEBIBYTES + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(SPARING);
        AotCache learnt = workCache(jar).made() ? workCache(jar) : startCache(jar);
        command.addAll(learnt.options());
        command.addAll(properties);
        command.addAll(List.of("-jar", jar.toString()));
        return new Launch(name(), command, Map.of(), directory, directory.resolve(name() + ".log"));
    }

    @Override
    protected boolean answers() {
        return ready();
    }

    @Override
    protected boolean works() {
        return live();
    }

    /** Whether it says that it is ready now. */
    public boolean ready() {
        return agrees(ready);
    }

    /** Whether it says that it is live now. */
    public boolean live() {
        return agrees(live);
    }

    private boolean agrees(HttpRequest look) {
        try {
            // With a limit of its own, as that of the request ends where the answer begins.
            return client.sendAsync(look, HttpResponse.BodyHandlers.discarding())
                            .get(LOOK_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                            .statusCode()
                    == 200;
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
