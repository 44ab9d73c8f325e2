package io.aguacero.localstack.users;

import io.aguacero.localstack.identity.LocalAuthority;
import io.aguacero.localstack.identity.ServerIdentity;
import io.aguacero.localstack.keys.LocalKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The users of brokers and store of one installation on this machine, each with a password of its own. Passwords lie below one
 * folder, for their owner alone, and go with the servers' data, which hold them too. Safe for any thread.
 */
public final class LocalUsers {
    /** May do everything: what runs the installation, and whose it is. */
    public static final String OPERATOR = "operator";
    /** Loads the store's functions, and may do nothing else. */
    public static final String MIGRATION = "migration";

    private static final int PASSWORD_BYTES = 24;

    private final Path folder;
    private final Optional<LocalAuthority> authority;
    private final SecureRandom random = new SecureRandom();

    /** The users whose passwords lie there, or will; they come to the servers in plaintext. */
    public LocalUsers(Path folder) {
        this(folder, Optional.empty());
    }

    private LocalUsers(Path folder, Optional<LocalAuthority> authority) {
        this.folder = folder;
        this.authority = authority;
    }

    /**
     * The same over TLS, and no other way.
     *
     * @param authority who vouches for the servers
     */
    public static LocalUsers overTls(Path folder, LocalAuthority authority) {
        return new LocalUsers(folder, Optional.of(authority));
    }

    /** Where passwords lie below the folder of all that runs leave behind. */
    public static Path folderBelow(Path state) {
        return state.resolve("data/users");
    }

    /** Whether an installation there has users. */
    public static boolean madeBelow(Path state) {
        return Files.exists(folderBelow(state));
    }

    /** A user's password, 48 hexadecimal digits; made when it is asked for the first time. */
    public synchronized String password(String user) {
        Path file = folder.resolve(user);
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be used: " + e.getMessage(), e);
        }
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        String password = HexFormat.of().formatHex(bytes);
        LocalKeys.writePrivately(file, password + "\n");
        return password;
    }

    /** By what a server is known to its users; empty where they come in plaintext. */
    Optional<ServerIdentity> server(String name) {
        return authority.map(known -> known.server(name));
    }

    /** Whose word for the servers counts, in PEM; empty where users come in plaintext. */
    Optional<Path> authority() {
        return authority.map(LocalAuthority::certificate);
    }

    /** Of Kafka. */
    public KafkaUsers kafka() {
        return new KafkaUsers(this);
    }

    /** Of RabbitMQ. */
    public RabbitMqUsers rabbitMq() {
        return new RabbitMqUsers(this);
    }

    /** Of Valkey. */
    public ValkeyUsers valkey() {
        return new ValkeyUsers(this);
    }

    /**
     * What a service is told of its users, as a file of settings that its owner alone may read. It has the same names as in
     * Kubernetes: addresses elsewhere refer to {@code rabbitmq.user}, {@code valkey.password} and so on.
     *
     * @param service name of the service, which is that of its users
     * @param storePort of loopback, where Valkey is
     */
    public Path settings(String service, int storePort) {
        Path file = folder.resolve(service + ".properties");
        String text = ServiceSettings.of(this, service, storePort);
        LocalKeys.writePrivately(file, text);
        return file;
    }
}
