package io.aguacero.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private final Logger logger = Logger.getLogger(RefusalLog.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private long now = Long.MAX_VALUE;

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(handler);
    }

    @Test
    void aFloodIsALineASecondForEachReasonAndNoneOfItIsUncounted() {
        RefusalLog log = new RefusalLog(() -> now);
        for (int i = 0; i < 1_000; i++) {
            log.refused(Reason.KEY_UNKNOWN, null, "/v1/tweets");
        }
        log.refused(Reason.OVER_QUOTA, "station-7", "/v1/events");
        now += 1_000_000_000L;
        log.refused(Reason.KEY_UNKNOWN, null, "/v1/metrics");

        assertEquals(
                List.of(
                        "WARNING refused at /v1/tweets: code=key-unknown",
                        "WARNING refused at /v1/events: code=over-quota key=station-7",
                        "WARNING refused at /v1/metrics: code=key-unknown"
                                + " (and 999 more of that code since the last line)"),
                lines);
    }
}
