package io.aguacero.localstack;

import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.RabbitMqInstallation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of one RabbitMQ share, apart from any other RabbitMQ of this machine: a home with the secret by which they
 * know each other (the cookie), and the port mapper by which they find each other (epmd). It runs while one of them does.
 */
public final class RabbitMqCluster {
    private static final int COOKIE_BITS = 128;

    private final Path home;
    private final int portMapperPort;
    private final List<RabbitMqNode> nodes;
    private final Set<RabbitMqNode> running = new HashSet<>();
    private @Nullable OsProcess portMapper;

    /**
     * Starts nothing yet.
     *
     * @param home of the cookie; made when it is not there
     * @param portMapperPort of loopback, for epmd
     * @param nodes all of them; one alone is a cluster, too
     */
    public RabbitMqCluster(Path home, int portMapperPort, List<RabbitMqNode> nodes) {
        this.home = home.toAbsolutePath();
        this.portMapperPort = portMapperPort;
        this.nodes = List.copyOf(nodes);
    }

    /** All nodes, in the order in which they were given. */
    public List<RabbitMqNode> nodes() {
        return nodes;
    }

    /** Makes sure of cookie and port mapper before a node starts. */
    synchronized void join(RabbitMqNode node) {
        writeCookie();
        running.add(node);
        if (portMapper == null || !portMapper.alive()) {
            portMapper = OsProcess.start(new Launch(
                    "epmd", RabbitMqInstallation.portMapper(), environment(), home, home.resolve("epmd.log")));
        }
    }

    /** Stops the port mapper after the last node. */
    synchronized void leave(RabbitMqNode node) {
        running.remove(node);
        if (running.isEmpty() && portMapper != null) {
            portMapper.kill();
            portMapper = null;
        }
    }

    Map<String, String> environment() {
        return Map.of(
                "HOME", home.toString(),
                "ERL_EPMD_ADDRESS", "127.0.0.1",
                "ERL_EPMD_PORT", Integer.toString(portMapperPort));
    }

    /** For the configuration of each node: a blank one joins whichever of the others it finds. */
    String formation() {
        if (nodes.size() == 1) {
            return "";
        }
        StringBuilder text = new StringBuilder("""
                cluster_partition_handling = pause_minority
                cluster_formation.peer_discovery_backend = classic_config
                queue_leader_locator = balanced
                """);
        for (int i = 0; i < nodes.size(); i++) {
            text.append("cluster_formation.classic_config.nodes.%d = %s%n"
                    .formatted(i + 1, nodes.get(i).erlangName()));
        }
        return text.toString();
    }

    /** Otherwise each node would write one of its own as it first starts. Erlang wants it to be the owner's alone. */
    private void writeCookie() {
        Path cookie = home.resolve(".erlang.cookie");
        if (Files.exists(cookie)) {
            return;
        }
        try {
            Files.createDirectories(home);
            Files.createFile(
                    cookie, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(cookie, new BigInteger(COOKIE_BITS, new SecureRandom()).toString(36));
        } catch (IOException e) {
            throw new UncheckedIOException("rabbitmq's cookie cannot be written: " + e.getMessage(), e);
        }
    }
}
