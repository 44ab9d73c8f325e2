package io.aguacero.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a key lets its holder do. */
public enum Scope {
    /** Send events in. */
    WRITE,
    /** Read what is counted, and the way of events of the own tenant. */
    READ,
    /** Send dead letters through the door again; at the door {@link #WRITE} is needed besides. */
    REPLAY,
    /** See what belongs to other tenants too. */
    ADMIN;

    /** As it stands in a file of keys. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope of that label; empty when there is none. */
    public static Optional<Scope> of(String label) {
        return Stream.of(values()).filter(scope -> scope.label().equals(label)).findFirst();
    }
}
