package io.aguacero.insights.reconciliation;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Reads shards of one path's log, each from a place of its own. Calls block, and are made by one thread. After a failure
 * it is closed and another one opened.
 */
public interface LogFeed extends AutoCloseable {
    /** Opens feeds of a path. */
    @FunctionalInterface
    interface Source {
        /** A feed that reads nothing yet. */
        LogFeed open() throws IOException;
    }

    /** Begins to read a shard at an offset, or where its log begins if that is later. */
    void read(int shard, long from) throws IOException;

    /**
     * Begins to read a shard where what was written at that time begins, or a little before; at its end when nothing was
     * written since.
     *
     * @param sinceMillis by the broker's clock, milliseconds since 1970
     */
    void readSince(int shard, long sinceMillis) throws IOException;

    /** Records in the order of each shard's log, as many as there are; waits that long for the first. */
    List<ScannedRecord> poll(Duration patience) throws IOException;

    /** Has a shard wait, or go on: what it gave before is the caller's. */
    void pause(int shard, boolean paused) throws IOException;

    /** Asks the broker whether a shard has been read up to its end. */
    boolean atEnd(int shard) throws IOException;

    /** Never fails. */
    @Override
    void close();
}
