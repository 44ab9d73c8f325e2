package io.aguacero.localstack.supervisor;

import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private final HttpClient client;
    private volatile @Nullable OsProcess process;

    /**
     * A service that is not started yet.
     *
     * @param directory of its log
     * @param jar what {@code java -jar} runs
     * @param properties {@code -Dname=value}
     * @param ready asked until it answers 200
     */
    ServiceProcess(String name, Path directory, Path jar, List<String> properties, URI ready, HttpClient client) {
        this.name = name;
        this.directory = directory;
        this.jar = jar;
        this.properties = List.copyOf(properties);
        this.ready = HttpRequest.newBuilder(ready).timeout(LOOK_LIMIT).build();
        this.client = client;
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
        try {
            return client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
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
