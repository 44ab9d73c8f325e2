package io.aguacero.bench;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/**
 * Another program that takes events over HTTP and stores them in both brokers: {@code BENCH_PEER} is its command and {@code
 * BENCH_PEER_URL} where it takes them. It is started anew for each form of body, and finds in its environment where to store
 * them: {@code BENCH_KAFKA}, {@code BENCH_AMQP}, {@code BENCH_LOG} (topic and stream), and what comes: {@code BENCH_CASE},
 * {@code BENCH_FORMAT}.
 */
final class Peer implements Contender {
    private static final String LOG = "bench.peer";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Stores stores;
    private final String command;
    private final URI url;
    private final Map<String, String> environment = new HashMap<>();
    private final BrokerLogs logs;
    private final Wrk wrk;
    private String format = "";
    private @Nullable OsProcess process;

    /** The peer that the environment names, if it does. */
    static Optional<Peer> given(Stores stores, String benchmark) throws Exception {
        String command = System.getenv("BENCH_PEER");
        if (command == null) {
            return Optional.empty();
        }
        String url = System.getenv("BENCH_PEER_URL");
        if (url == null) {
            throw new IllegalStateException("BENCH_PEER is set, and BENCH_PEER_URL isn't");
        }
        return Optional.of(new Peer(stores, command, URI.create(url), benchmark));
    }

    private Peer(Stores stores, String command, URI url, String benchmark) throws Exception {
        this.stores = stores;
        this.command = command;
        this.url = url;
        environment.put("BENCH_KAFKA", stores.kafka.bootstrapServers());
        environment.put("BENCH_AMQP", stores.rabbitMq.amqpUri() + "/");
        environment.put("BENCH_LOG", LOG);
        environment.put("BENCH_CASE", benchmark);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stores.kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(LOG, Optional.of(Stores.SHARDS), Optional.empty())))
                    .all()
                    .get();
        }
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(stores.rabbitMq.amqpUri());
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(
                    LOG, true, false, false, Map.of("x-queue-type", "stream", "x-max-length-bytes", 8_000_000_000L));
        }
        logs = new BrokerLogs(stores, LOG, Stores.SHARDS, List.of(LOG));
        wrk = new Wrk(stores.directory(), stores.key());
    }

    @Override
    public void prepare(Shape shape) {
        if (shape.format().equals(format)) {
            return;
        }
        close();
        format = shape.format();
        environment.put("BENCH_FORMAT", format);
        OsProcess started = OsProcess.start(new Launch(
                name(),
                List.of("sh", "-c", "exec " + command),
                environment,
                Path.of("").toAbsolutePath(),
                stores.directory().resolve("peer.log")));
        process = started;
        started.awaitReady(START_LIMIT, () -> Wrk.listens(url));
    }

    /** Where it takes events. */
    URI url() {
        return url;
    }

    @Override
    public Stores stores() {
        return stores;
    }

    @Override
    public String name() {
        return "peer";
    }

    @Override
    public Map<String, Long> processes() {
        OsProcess now = process;
        return now == null ? Map.of() : Map.of("peer", now.pid());
    }

    @Override
    public Answers load(Shape shape, Duration duration) throws IOException {
        return wrk.load(url, shape, duration);
    }

    @Override
    public Optional<BrokerLogs> logs() {
        return Optional.of(logs);
    }

    @Override
    public void close() {
        OsProcess now = process;
        if (now != null) {
            now.stop(Duration.ofSeconds(30));
        }
    }
}
