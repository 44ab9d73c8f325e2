package io.aguacero.localstack.users;

import io.aguacero.localstack.identity.ServerIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** RabbitMQ's users, all of one virtual host; there is no {@code guest} beside them. */
public final class RabbitMqUsers {
    /** Where exchanges and streams are. */
    public static final String VIRTUAL_HOST = "aguacero";

    private static final int SALT_BYTES = 4;

    private final LocalUsers users;
    private final SecureRandom random = new SecureRandom();

    RabbitMqUsers(LocalUsers users) {
        this.users = users;
    }

    /** What {@code load_definitions} takes: virtual host, users with hashes of their passwords, and what each may do. */
    public String definitions() {
        return Template.filled("definitions.json", user -> hash(users.password(user)));
    }

    /** By what the broker is known to clients, who come over TLS then; empty where they come in plaintext. */
    public Optional<ServerIdentity> identity() {
        return users.server("rabbitmq");
    }

    /** Where a user connects to on loopback, with the password. */
    public String uri(String user, int port) {
        return uri(user, users.password(user), port);
    }

    /** Where a service connects to on loopback: who it is stands in the settings that it alone is given. */
    public String serviceUri(int port) {
        return uri("${rabbitmq.user}", "${rabbitmq.password}", port);
    }

    private String uri(String user, String password, int port) {
        String scheme = users.authority().isPresent() ? "amqps" : "amqp";
        return scheme + "://" + user + ":" + password + "@127.0.0.1:" + port + "/" + VIRTUAL_HOST;
    }

    /** As RabbitMQ computes it: a salt of four bytes, and SHA-256 of the salt and the password. */
    private String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            byte[] hashed = digest.digest(password.getBytes(StandardCharsets.UTF_8));
            byte[] both = new byte[salt.length + hashed.length];
            System.arraycopy(salt, 0, both, 0, salt.length);
            System.arraycopy(hashed, 0, both, salt.length, hashed.length);
            return Base64.getEncoder().encodeToString(both);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
