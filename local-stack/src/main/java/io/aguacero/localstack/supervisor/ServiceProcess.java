package io.aguacero.localstack.supervisor;

import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
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
import org.jspecify.annotations.Nullable;

/** A service as it is packaged, in a JVM of its own; it has started when it says that it is ready. */
final class ServiceProcess implements LocalServer {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(2);

    private final String name;
    private final Path directory;
    private final Path jar;
    private final List<String> properties;
    private final HttpRequest ready;
    private final HttpRequest live;
    private final HttpClient client;
    private volatile @Nullable OsProcess process;

    /**
     * A service that is not started yet.
     *
     * @param directory of its log
     * @param jar what {@code java -jar} runs
     * @param properties {@code -Dname=value}
     * @param health under which {@code ready} is asked until it answers 200, and {@code live} from then on
     */
    ServiceProcess(String name, Path directory, Path jar, List<String> properties, URI health, HttpClient client) {
        this.name = name;
        this.directory = directory;
        this.jar = jar;
        this.properties = List.copyOf(properties);
        this.ready = look(health.resolve("ready"));
        this.live = look(health.resolve("live"));
        this.client = client;
    }

    private static HttpRequest look(URI at) {
        return HttpRequest.newBuilder(at).timeout(LOOK_LIMIT).build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        if (alive()) {
            return;
        }
        List<String> command = new ArrayList<>(
                List.of(Programs.java(), "-Xmx128m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(properties);
        command.addAll(List.of("-jar", jar.toString()));
        OsProcess started =
                OsProcess.start(new Launch(name, command, Map.of(), directory, directory.resolve(name + ".log")));
        process = started;
        started.awaitReady(START_LIMIT, this::ready);
    }

    /** Whether it says that it is ready now. */
    boolean ready() {
        return agrees(ready);
    }

    /** Whether it says that it is live now. */
    boolean live() {
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

    @Override
    public void stop() {
        if (process != null) {
            process.stop(STOP_LIMIT);
        }
    }

    @Override
    public void kill() {
        running().kill();
    }

    @Override
    public void freeze() {
        running().freeze();
    }

    @Override
    public void thaw() {
        running().thaw();
    }

    @Override
    public boolean alive() {
        return process != null && process.alive();
    }

    @Override
    public long pid() {
        return running().pid();
    }

    @Override
    public void close() {
        stop();
    }

    private OsProcess running() {
        if (process == null) {
            throw new IllegalStateException(name + " has not been started");
        }
        return process;
    }
}
