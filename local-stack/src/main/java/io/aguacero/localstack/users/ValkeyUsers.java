package io.aguacero.localstack.users;

import io.aguacero.access.KeySecret;
import io.aguacero.localstack.identity.ServerIdentity;
import java.util.Optional;

/** Valkey's users; the default one is off. */
public final class ValkeyUsers {
    private final LocalUsers users;

    ValkeyUsers(LocalUsers users) {
        this.users = users;
    }

    /** What {@code aclfile} takes: users with hashes of their passwords, and the commands and keys of each. */
    public String acl() {
        return Template.filled("users.acl", user -> KeySecret.sha256(users.password(user)));
    }

    /** A user's password. */
    public String password(String user) {
        return users.password(user);
    }

    /** By what the store is known to clients, who come over TLS then; empty where they come in plaintext. */
    public Optional<ServerIdentity> identity() {
        return users.server("valkey");
    }

    /** Where a user connects to on loopback, with the password. */
    public String uri(String user, int port) {
        return uri(user, users.password(user), port);
    }

    /** Where a service connects to on loopback: who it is stands in the settings that it alone is given. */
    public String serviceUri(int port) {
        return uri("${valkey.user}", "${valkey.password}", port);
    }

    private String uri(String user, String password, int port) {
        String scheme = users.authority().isPresent() ? "rediss" : "redis";
        return scheme + "://" + user + ":" + password + "@127.0.0.1:" + port;
    }
}
