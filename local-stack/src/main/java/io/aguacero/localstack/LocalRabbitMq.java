package io.aguacero.localstack;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.localstack.identity.ServerIdentity;
import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.Programs;
import io.aguacero.localstack.process.RabbitMqInstallation;
import io.aguacero.localstack.users.LocalUsers;
import io.aguacero.localstack.users.RabbitMqUsers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * RabbitMQ, one node without plugins, apart from any other RabbitMQ of this machine: own configuration, data, cookie
 * and Erlang port mapper (epmd).
 */
public final class LocalRabbitMq extends ServerProcess {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final int TIMEOUT_MILLIS = 3_000;

    private final Path directory;
    private final int port;
    private final int distributionPort;
    private final int portMapperPort;
    private final Optional<RabbitMqUsers> users;
    private volatile @Nullable OsProcess portMapper;

    /** On free ports. */
    public LocalRabbitMq(Path directory) {
        this(directory, FreePorts.next(), FreePorts.next(), FreePorts.next());
    }

    /**
     * On given ports.
     *
     * @param directory of data and logs; made when it is not there
     * @param port of loopback, for clients
     * @param distributionPort of loopback, for Erlang nodes
     * @param portMapperPort of loopback, for epmd
     */
    public LocalRabbitMq(Path directory, int port, int distributionPort, int portMapperPort) {
        this(directory, port, distributionPort, portMapperPort, Optional.empty());
    }

    /**
     * On given ports, for its users alone, over TLS where they come so: there is no {@code guest}, and one virtual host that is
     * theirs.
     */
    public static LocalRabbitMq withUsers(
            Path directory, int port, int distributionPort, int portMapperPort, RabbitMqUsers users) {
        return new LocalRabbitMq(directory, port, distributionPort, portMapperPort, Optional.of(users));
    }

    private LocalRabbitMq(
            Path directory, int port, int distributionPort, int portMapperPort, Optional<RabbitMqUsers> users) {
        super("rabbitmq", START_LIMIT);
        this.directory = directory.toAbsolutePath();
        this.port = port;
        this.distributionPort = distributionPort;
        this.portMapperPort = portMapperPort;
        this.users = users;
    }

    /** For clients, with the credentials of who may do everything: the operator, or the default user where there are no others. */
    public String amqpUri() {
        return amqpUri(port);
    }

    /** The same by another port of loopback, behind which this server stands. */
    public String amqpUri(int anotherPort) {
        return users.map(known -> known.uri(LocalUsers.OPERATOR, anotherPort))
                .orElse("amqp://guest:guest@127.0.0.1:" + anotherPort);
    }

    /** Where clients connect to. */
    public int port() {
        return port;
    }

    /**
     * Runs {@code rabbitmqctl} against this node.
     *
     * @param words command and arguments
     * @throws IllegalStateException if it fails; the message holds the end of its output
     */
    public void control(String... words) {
        List<String> command = new ArrayList<>(List.of("env"));
        environment().forEach((name, value) -> command.add(name + "=" + value));
        command.add(RabbitMqInstallation.control());
        command.addAll(List.of(words));
        Programs.run(directory.resolve("rabbitmqctl.log"), "", command);
    }

    @Override
    protected Launch prepare() {
        writeConfiguration();
        if (portMapper == null || !portMapper.alive()) {
            portMapper = OsProcess.start(new Launch(
                    "epmd",
                    RabbitMqInstallation.portMapper(),
                    environment(),
                    directory,
                    directory.resolve("epmd.log")));
        }
        return new Launch(
                name(),
                List.of(RabbitMqInstallation.server()),
                environment(),
                directory,
                directory.resolve("rabbitmq.log"));
    }

    private Map<String, String> environment() {
        return Map.ofEntries(
                Map.entry("HOME", directory.toString()),
                Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                Map.entry("ERL_EPMD_PORT", Integer.toString(portMapperPort)),
                Map.entry("RABBITMQ_NODENAME", "aguacero@localhost"),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(distributionPort)),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
                Map.entry(
                        "RABBITMQ_CONF_ENV_FILE",
                        directory.resolve("rabbitmq-env.conf").toString()),
                Map.entry(
                        "RABBITMQ_CONFIG_FILE",
                        directory.resolve("rabbitmq.conf").toString()),
                Map.entry(
                        "RABBITMQ_ADVANCED_CONFIG_FILE",
                        directory.resolve("advanced.config").toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        directory.resolve("enabled_plugins").toString()),
                Map.entry("RABBITMQ_MNESIA_BASE", directory.resolve("data").toString()),
                Map.entry("RABBITMQ_LOG_BASE", directory.resolve("logs").toString()),
                Map.entry(
                        "RABBITMQ_GENERATED_CONFIG_DIR",
                        directory.resolve("generated").toString()),
                Map.entry("RABBITMQ_SCHEMA_DIR", directory.resolve("schema").toString()),
                Map.entry("RABBITMQ_PID_FILE", directory.resolve("rabbitmq.pid").toString()),
                Map.entry("RABBITMQ_LOGS", "-"),
                // The start script then becomes the server instead of waiting for it: one process id, no wrapper.
                Map.entry("RUNNING_UNDER_SYSTEMD", "true"));
    }

    private void writeConfiguration() {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("rabbitmq-env.conf"), "");
            Files.writeString(directory.resolve("enabled_plugins"), "[].\n");
            Files.writeString(directory.resolve("rabbitmq.conf"), """
                    %s
                    loopback_users.guest = true
                    log.console = true
                    log.console.level = info
                    %s""".formatted(
                            listener(), users.map(this::writeDefinitions).orElse("")));
        } catch (IOException e) {
            throw new UncheckedIOException("rabbitmq's directory cannot be written: " + e.getMessage(), e);
        }
    }

    /** Clients log in with passwords: no certificate is asked of them. */
    private String listener() {
        return identity()
                .map(own -> """
                        listeners.tcp = none
                        listeners.ssl.local = 127.0.0.1:%d
                        ssl_options.certfile = %s
                        ssl_options.keyfile = %s
                        ssl_options.cacertfile = %s
                        ssl_options.verify = verify_none
                        ssl_options.fail_if_no_peer_cert = false
                        ssl_options.versions.1 = tlsv1.3
                        ssl_options.versions.2 = tlsv1.2""".formatted(port, own.certificate(), own.key(), own.authority()))
                .orElse("listeners.tcp.local = 127.0.0.1:" + port);
    }

    private Optional<ServerIdentity> identity() {
        return users.flatMap(RabbitMqUsers::identity);
    }

    /** With definitions of its own a new node makes no default user and no default virtual host. */
    private String writeDefinitions(RabbitMqUsers known) {
        Path file = directory.resolve("definitions.json");
        LocalKeys.writePrivately(file, known.definitions());
        return "load_definitions = " + file + "\n";
    }

    @Override
    protected boolean answers() {
        if (!listens(port)) {
            return false;
        }
        try {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(amqpUri());
            identity().ifPresent(own -> factory.useSslProtocol(own.client()));
            factory.setAutomaticRecoveryEnabled(false);
            factory.setConnectionTimeout(TIMEOUT_MILLIS);
            factory.setHandshakeTimeout(TIMEOUT_MILLIS);
            factory.setChannelRpcTimeout(TIMEOUT_MILLIS);
            try (Connection connection = factory.newConnection("aguacero ready-check");
                    Channel channel = connection.createChannel()) {
                return channel.isOpen();
            }
        } catch (IOException | TimeoutException notYet) {
            return false;
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        super.stop();
        if (portMapper != null) {
            portMapper.kill();
            portMapper = null;
        }
    }
}
