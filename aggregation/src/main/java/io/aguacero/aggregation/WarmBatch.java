package io.aguacero.aggregation;

import io.aguacero.aggregation.fold.BatchFold;
import io.aguacero.aggregation.fold.EventReader;
import io.aguacero.aggregation.fold.EventReading;
import io.aguacero.aggregation.fold.LogTimes;
import io.aguacero.contracts.wire.DecodedEvent;
import java.util.List;
import java.util.Map;

/**
 * The records of one call that are counted already, read again so that their ids are remembered. Log time is the one after
 * the last record that was counted: an id that no longer counts then needn't be remembered.
 */
final class WarmBatch {
    private final List<LogRecord> records;
    private final LogTimes logTimes;
    private final BatchFold fold = new BatchFold();

    /**
     * @param records at least one
     * @param logTimes of the kinds at the place where counting goes on
     */
    WarmBatch(List<LogRecord> records, EventReader reader, Map<String, Long> logTimes) {
        this.records = records;
        this.logTimes = new LogTimes(logTimes);
        for (LogRecord logRecord : records) {
            for (DecodedEvent event : logRecord.events()) {
                if (event instanceof DecodedEvent.Readable good
                        && reader.read(good.event(), this.logTimes) instanceof EventReading.Sound sound) {
                    fold.rememberOnly(sound.event());
                }
            }
        }
    }

    /** The ids. */
    BatchFold fold() {
        return fold;
    }

    LogRecord last() {
        return records.getLast();
    }

    /** Log times of the kinds that have events in it; no event advances them. */
    Map<String, Long> logTimes() {
        return logTimes.advanced();
    }
}
