package io.aguacero.aggregation;

import io.aguacero.contracts.wire.DecodedEvent;
import java.util.ArrayList;
import java.util.List;

/** Cuts records into what one call may hold. */
final class BatchSplit {
    private BatchSplit() {}

    /** Runs of records within the limits, none empty; a record that exceeds them by itself goes alone. */
    static List<List<LogRecord>> split(List<LogRecord> records, int eventsMax, long bytesMax) {
        List<List<LogRecord>> runs = new ArrayList<>();
        int start = 0;
        int events = 0;
        long bytes = 0;
        for (int i = 0; i < records.size(); i++) {
            int recordEvents = records.get(i).events().size();
            long recordBytes = bytes(records.get(i));
            if (i > start && (events + recordEvents > eventsMax || bytes + recordBytes > bytesMax)) {
                runs.add(records.subList(start, i));
                start = i;
                events = 0;
                bytes = 0;
            }
            events += recordEvents;
            bytes += recordBytes;
        }
        if (start < records.size()) {
            runs.add(records.subList(start, records.size()));
        }
        return runs;
    }

    private static long bytes(LogRecord logRecord) {
        long bytes = 0;
        for (DecodedEvent event : logRecord.events()) {
            bytes += switch (event) {
                case DecodedEvent.Readable good -> good.event().getPayload().size();
                case DecodedEvent.Poisoned bad -> bad.original().length;
            };
        }
        return bytes;
    }
}
