package io.aguacero.aggregation.reading;

import io.aguacero.aggregation.LogRecord;
import java.util.List;

/**
 * Records that came from the broker together. Whether they are decoded as they come, or when the reader takes them, depends on
 * what weighs less in memory while they wait.
 */
public interface RecordChunk {
    /** Size of the payloads, for bounding what is applied at once. */
    int bytes();

    /** The records in the order of the log; never fails, as what can't be read is a poisoned event. */
    List<LogRecord> decode();

    /** Told once the records have been applied, or dropped because they were applied before. */
    void applied();
}
