package io.aguacero.localstack;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.Programs;
import io.aguacero.localstack.process.RabbitMqInstallation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * RabbitMQ, a node without plugins, alone or with others, apart from any other RabbitMQ of this machine: own configuration
 * and data, and a {@link RabbitMqCluster} of its own.
 */
public final class LocalRabbitMq extends ServerProcess {
    /** Erlang's name of a node alone: part of its data's path. */
    private static final String ALONE = "aguacero";

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final int TIMEOUT_MILLIS = 3_000;

    private final Path directory;
    private final RabbitMqNode self;
    private final RabbitMqCluster cluster;

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
        this(directory, new RabbitMqNode(ALONE, port, distributionPort), portMapperPort);
    }

    private LocalRabbitMq(Path directory, RabbitMqNode self, int portMapperPort) {
        this("rabbitmq", directory, self, new RabbitMqCluster(directory, portMapperPort, List.of(self)));
    }

    /**
     * A node of several. Blank ones find each other if they are started at once; what has been one of them finds the others
     * again whenever it starts.
     *
     * @param directory of its data and log; made when it is not there
     * @param cluster with all of them, this one too
     */
    public LocalRabbitMq(Path directory, RabbitMqNode self, RabbitMqCluster cluster) {
        this(self.name(), directory, self, cluster);
    }

    private LocalRabbitMq(String name, Path directory, RabbitMqNode self, RabbitMqCluster cluster) {
        super(name, START_LIMIT);
        this.directory = directory.toAbsolutePath();
        this.self = self;
        this.cluster = cluster;
    }

    /** For clients, with the credentials of the default user, who may come from loopback only. */
    public String amqpUri() {
        return amqpUri(self.port());
    }

    /** The same by another port of loopback, behind which this server stands. */
    public String amqpUri(int anotherPort) {
        return "amqp://guest:guest@127.0.0.1:" + anotherPort;
    }

    /** Where clients connect to. */
    public int port() {
        return self.port();
    }

    /** What Erlang calls this node. */
    public String erlangName() {
        return self.erlangName();
    }

    /**
     * Runs {@code rabbitmqctl} against this node.
     *
     * @param words command and arguments
     * @throws IllegalStateException if it fails; the message holds the end of its output
     */
    public void control(String... words) {
        List<String> command = withEnvironment(RabbitMqInstallation.control());
        command.addAll(List.of(words));
        Programs.run(directory.resolve("rabbitmqctl.log"), "", command);
    }

    /**
     * Has this node evaluate an Erlang expression, also while it is paused; far quicker than {@code rabbitmqctl eval}.
     *
     * @param expression ends with a full stop
     * @return its value, as Erlang writes it
     * @throws IllegalStateException if the node can't be asked, or the expression fails
     */
    public String evaluate(String expression) {
        Path log = directory.resolve("erl_call.log");
        List<String> command = withEnvironment(Programs.find("erl_call"));
        command.addAll(List.of("-sname", erlangName(), "-timeout", "20", "-e"));
        Programs.run(log, expression + "\n", command);
        try {
            String answer = Files.readString(log).strip();
            if (!answer.startsWith("{ok, ")) {
                throw new IllegalStateException(name() + " answers " + answer + " to " + expression);
            }
            return answer.substring("{ok, ".length(), answer.length() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> withEnvironment(String program) {
        List<String> command = new ArrayList<>(List.of("env"));
        environment().forEach((name, value) -> command.add(name + "=" + value));
        command.add(program);
        return command;
    }

    @Override
    protected Launch prepare() {
        writeConfiguration();
        cluster.join(self);
        return new Launch(
                name(),
                List.of(RabbitMqInstallation.server()),
                environment(),
                directory,
                directory.resolve("rabbitmq.log"));
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(cluster.environment());
        environment.putAll(Map.ofEntries(
                Map.entry("RABBITMQ_NODENAME", self.erlangName()),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(self.distributionPort())),
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
                Map.entry("RUNNING_UNDER_SYSTEMD", "true")));
        return environment;
    }

    private void writeConfiguration() {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("rabbitmq-env.conf"), "");
            Files.writeString(directory.resolve("enabled_plugins"), "[].\n");
            Files.writeString(directory.resolve("rabbitmq.conf"), """
                    listeners.tcp.local = 127.0.0.1:%d
                    loopback_users.guest = true
                    log.console = true
                    log.console.level = info
                    %s""".formatted(self.port(), cluster.formation()));
        } catch (IOException e) {
            throw new UncheckedIOException(name() + "'s directory cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    protected boolean answers() {
        if (FreePorts.free(self.port())) {
            return false;
        }
        try {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(amqpUri());
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
        cluster.leave(self);
    }
}
