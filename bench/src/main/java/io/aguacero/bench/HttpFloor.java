package io.aguacero.bench;

import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.Programs;
import io.aguacero.localstack.services.ServiceProcess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What HTTP alone costs: a server on the same library that reads each body and answers 202, and stores nothing. */
public final class HttpFloor implements Contender {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Stores stores;
    private final OsProcess process;
    private final URI url;
    private final Wrk wrk;

    HttpFloor(Stores stores) {
        this.stores = stores;
        int port = FreePorts.next();
        List<String> command = List.of(
                Programs.java(),
                "-Xmx" + ServiceProcess.HEAP_MEBIBYTES + "m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HttpFloor.class.getName(),
                Integer.toString(port));
        // The class path is relative to where this JVM was started.
        process = OsProcess.start(new Launch(
                "http-floor",
                command,
                Map.of(),
                Path.of("").toAbsolutePath(),
                stores.directory().resolve("http-floor.log")));
        url = URI.create("http://127.0.0.1:" + port + "/");
        process.awaitReady(START_LIMIT, () -> Wrk.listens(url));
        wrk = new Wrk(stores.directory(), stores.key());
    }

    /** The server itself. Argument: its port. */
    public static void main(String[] arguments) {
        Vertx.vertx()
                .createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> request.response()
                        .setStatusCode(202)
                        .putHeader("content-type", "application/json")
                        .end("{\"bytes\":" + body.length() + "}")))
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Override
    public Stores stores() {
        return stores;
    }

    @Override
    public String name() {
        return "http-floor";
    }

    @Override
    public Map<String, Long> processes() {
        return Map.of("server", process.pid());
    }

    @Override
    public Answers load(Shape shape, Duration duration) throws IOException {
        return wrk.load(url, shape, duration);
    }

    @Override
    public Optional<BrokerLogs> logs() {
        return Optional.empty();
    }

    @Override
    public void close() {
        process.stop(START_LIMIT);
    }
}
