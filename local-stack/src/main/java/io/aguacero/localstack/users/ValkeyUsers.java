package io.aguacero.localstack.users;

import io.aguacero.access.KeySecret;

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

    /** Where a user connects to on loopback, with the password. */
    public String uri(String user, int port) {
        return "redis://" + user + ":" + users.password(user) + "@127.0.0.1:" + port;
    }
}
