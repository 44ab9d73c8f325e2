package io.aguacero.localstack.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TotalsTest {
    private static final Map<String, Map<String, String>> TEMPERATURE =
            Map.of("temperature", Map.of("count", "2", "sum", "41.70", "min", "-0.30", "max", "42.00"));

    private static Totals.Path path(boolean complete, long count) {
        return new Totals.Path(complete, count, TEMPERATURE);
    }

    @Test
    void bothPathsStandSideBySideWithTheirNumbersAsTheyWereAnswered() {
        Totals totals = new Totals(path(true, 2), new Totals.Path(true, 1, Map.of()));

        assertEquals(
                List.of(
                        "                                 Kafka path      RabbitMQ path",
                        "  events                                  2                  1",
                        "  temperature count                       2                  -",
                        "  temperature sum                     41.70                  -",
                        "  temperature min                     -0.30                  -",
                        "  temperature max                     42.00                  -"),
                totals.table());
    }

    @Test
    void theyAgreeOnceBothHaveCountedEverythingAndTheSame() {
        assertTrue(new Totals(path(true, 2), path(true, 2)).bothHave(2));
        assertTrue(new Totals(path(true, 3), path(true, 3)).bothHave(2));
    }

    @Test
    void theyDoNotAgreeWhileOneIsBehindOrIncompleteOrOther() {
        assertFalse(new Totals(path(true, 1), path(true, 1)).bothHave(2));
        assertFalse(new Totals(path(false, 2), path(true, 2)).bothHave(2));
        assertFalse(new Totals(path(true, 2), path(false, 2)).bothHave(2));
        assertFalse(new Totals(path(true, 3), path(true, 2)).bothHave(2));
        assertFalse(new Totals(path(true, 2), new Totals.Path(true, 2, Map.of())).bothHave(2));
    }
}
