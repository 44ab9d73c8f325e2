package io.aguacero.localstack;

import io.aguacero.localstack.identity.ServerIdentity;
import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.Programs;
import io.aguacero.localstack.users.LocalUsers;
import io.aguacero.localstack.users.ValkeyUsers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * Valkey, durable: each write is on disk before it is answered, and a tail that a crash has torn is cut off before the
 * next start, because a half written transaction would otherwise be applied by halves.
 */
public final class LocalValkey extends ServerProcess {
    /** Memory for data unless stated otherwise: the ids of about 2,000 events a second, with room to spare. */
    public static final int MEMORY_MEBIBYTES = 512;

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Path directory;
    private final int port;
    private final int memoryMebibytes;
    private final Optional<ValkeyUsers> users;

    /** On a free port, with {@link #MEMORY_MEBIBYTES}. */
    public LocalValkey(Path directory) {
        this(directory, FreePorts.next(), MEMORY_MEBIBYTES);
    }

    /**
     * On a given port.
     *
     * @param directory of data and log; made when it is not there
     * @param port of loopback
     * @param memoryMebibytes what the data may take; a write beyond it is refused, nothing is evicted
     */
    public LocalValkey(Path directory, int port, int memoryMebibytes) {
        this(directory, port, memoryMebibytes, Optional.empty());
    }

    /** The same for its users alone, over TLS where they come so: the default one is off. */
    public static LocalValkey withUsers(Path directory, int port, int memoryMebibytes, ValkeyUsers users) {
        return new LocalValkey(directory, port, memoryMebibytes, Optional.of(users));
    }

    private LocalValkey(Path directory, int port, int memoryMebibytes, Optional<ValkeyUsers> users) {
        super("valkey", START_LIMIT);
        this.directory = directory.toAbsolutePath();
        this.port = port;
        this.memoryMebibytes = memoryMebibytes;
        this.users = users;
    }

    /** For clients: {@code redis://127.0.0.1:PORT}, or {@code rediss} over TLS, with the operator's credentials where there are users. */
    public String redisUri() {
        return users.map(known -> known.uri(LocalUsers.OPERATOR, port)).orElse("redis://127.0.0.1:" + port);
    }

    /** Folder of its append-only files. */
    public Path journal() {
        return directory.resolve("data/appendonlydir");
    }

    @Override
    protected Launch prepare() {
        Path configuration = writeConfiguration();
        cutTornTail();
        return new Launch(
                name(),
                List.of(Programs.find("valkey-server"), configuration.toString()),
                Map.of(),
                directory,
                directory.resolve("valkey.log"));
    }

    private Path writeConfiguration() {
        Path data = directory.resolve("data");
        Path file = directory.resolve("valkey.conf");
        try {
            Files.createDirectories(data);
            Files.writeString(file, """
                    bind 127.0.0.1
                    %s
                    protected-mode yes
                    daemonize no
                    dir "%s"
                    save ""
                    appendonly yes
                    appendfsync always
                    aof-load-truncated no
                    maxmemory %dmb
                    maxmemory-policy noeviction
                    %s""".formatted(
                    listener(), data, memoryMebibytes, users.map(this::writeAcl).orElse("")));
        } catch (IOException e) {
            throw new UncheckedIOException("valkey's directory cannot be written: " + e.getMessage(), e);
        }
        return file;
    }

    private String listener() {
        return identity()
                .map(own -> """
                        port 0
                        tls-port %d
                        tls-cert-file "%s"
                        tls-key-file "%s"
                        tls-ca-cert-file "%s"
                        tls-auth-clients no""".formatted(port, own.certificate(), own.key(), own.authority()))
                .orElse("port " + port);
    }

    private Optional<ServerIdentity> identity() {
        return users.flatMap(ValkeyUsers::identity);
    }

    private String writeAcl(ValkeyUsers known) {
        Path file = directory.resolve("users.acl");
        LocalKeys.writePrivately(file, known.acl());
        return "aclfile \"" + file + "\"\n";
    }

    private void cutTornTail() {
        Path manifest = journal().resolve("appendonly.aof.manifest");
        if (!Files.exists(manifest)) {
            return;
        }
        Programs.run(
                directory.resolve("valkey-check-aof.log"),
                "y\n",
                List.of(Programs.find("valkey-check-aof"), "--fix", manifest.toString()));
    }

    /** PONG, and not the error that a server gives while it still loads its data. */
    @Override
    protected boolean answers() {
        SocketFactory sockets = identity()
                .<SocketFactory>map(own -> own.client().getSocketFactory())
                .orElseGet(SocketFactory::getDefault);
        try (Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            String operator = LocalUsers.OPERATOR;
            String enter = users.map(known -> "AUTH " + operator + " " + known.password(operator) + "\r\n")
                    .orElse("");
            String expected = (users.isPresent() ? "+OK\r\n" : "") + "+PONG\r\n";
            socket.getOutputStream().write((enter + "PING\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(expected.length());
            return new String(answer, StandardCharsets.US_ASCII).equals(expected);
        } catch (IOException notYet) {
            return false;
        }
    }
}
