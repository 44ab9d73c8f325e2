package io.aguacero.delivery;

import io.aguacero.contracts.ErrorCode;

/** What became of one event. Worst status wins: it is {@link Delivered} only when every path of its route has stored it. */
public sealed interface Delivery {
    /** What is known of each path. */
    PathStates paths();

    /** Stored on every path of the route. */
    record Delivered(PathStates paths) implements Delivery {}

    /** A path will never take it as it is; sending it again is of no use. */
    record Rejected(PathStates paths, ErrorCode code, String detail) implements Delivery {}

    /** Not stored, or not known to be stored, on at least one path; sending it again unchanged is safe. */
    record Unavailable(PathStates paths, ErrorCode code, String detail) implements Delivery {}
}
