package io.aguacero.aggregation.store;

import io.aguacero.contracts.DeliveryPath;

/**
 * Names of a shard's keys. All share one hash tag, so that one function call may touch them all; {@code docs/wire.md} is
 * their reference. The keys of ids and of what expires are known to {@code aguacero.lua} alone.
 *
 * @param prefix of every key, for example <code>{k:3}:g1</code>
 */
public record ShardKeys(String prefix) {
    /** Generation of the aggregates: a replay of a range would count into another one. */
    private static final int GENERATION = 1;

    /** Prefix of the position's fields that hold a kind's log time in µs; the kind's name follows. */
    public static final String LOG_TIME = "logtime:";

    /** Keys of a path's shard. */
    public static ShardKeys of(DeliveryPath path, int shard) {
        return new ShardKeys("{" + path.storePrefix() + ":" + shard + "}:g" + GENERATION);
    }

    /** Hash: where the shard stands in its log, and who owns it. */
    public String position() {
        return prefix + ":pos";
    }

    /** Hash: the totals of a grouping. */
    public String totals(String kind, String grouping) {
        return prefix + ":" + totalsName(kind, grouping);
    }

    /** Hash: one window of a grouping. */
    public String window(String kind, String size, long startSeconds, String grouping) {
        return prefix + ":" + windowName(kind, size, startSeconds, grouping);
    }

    /** Sorted set: starts of the windows of a size that hold something. */
    public String windowIndex(String kind, String size) {
        return prefix + ":" + windowIndexName(kind, size);
    }

    /** Sorted set: the dead letters that wait to be replayed. */
    public String letters() {
        return prefix + ":letters";
    }

    static String totalsName(String kind, String grouping) {
        return "t:" + kind + ":" + grouping;
    }

    static String windowName(String kind, String size, long startSeconds, String grouping) {
        return "w:" + kind + ":" + size + ":" + startSeconds + ":" + grouping;
    }

    static String windowIndexName(String kind, String size) {
        return "wi:" + kind + ":" + size;
    }
}
