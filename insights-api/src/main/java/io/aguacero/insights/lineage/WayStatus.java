package io.aguacero.insights.lineage;

import java.util.Locale;

/** What became of an event on a path. */
public enum WayStatus {
    /** The store remembers its id, which it does when it counts it, and once only. */
    COUNTED("the store remembers its id: it is counted, once"),
    /** It stands in the log, where the store has yet to come. */
    PENDING("it stands in the log beyond the store's position, and will be read"),
    /** It couldn't be counted. */
    DEAD_LETTERED("it could not be counted: the letters say why"),
    /** No log holds it in the time that was searched. */
    ABSENT("the log, as far as it is kept, doesn't hold it in the time that was searched"),
    /** The store has passed it without counting it or giving it up. */
    UNCOUNTED("the store has passed it and remembers neither its id nor a dead letter of it"),
    /** The store has passed it, and forgotten the ids of its time. */
    FORGOTTEN("the store has passed it and forgotten the ids of that time: whether it counted can't be told any more"),
    /** The log couldn't be read, or not far enough. */
    UNKNOWN("the search ended at its bound before it was found");

    private final String reason;

    WayStatus(String reason) {
        this.reason = reason;
    }

    /** A sentence for a person. */
    public String reason() {
        return reason;
    }

    /** As documents name it, for example {@code dead-lettered}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
