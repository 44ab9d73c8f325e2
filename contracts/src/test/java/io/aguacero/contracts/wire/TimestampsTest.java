package io.aguacero.contracts.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @Property
    void whatIsWrittenIsReadAsItWasAndAsThePlatformReadsIt(
            @ForAll @LongRange(min = Timestamps.MICROS_MIN, max = Timestamps.MICROS_MAX) long micros) {
        String text = Timestamps.format(micros);

        assertEquals(OptionalLong.of(micros), Timestamps.parse(text));
        assertEquals(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), Instant.parse(text));
        assertEquals("2026-03-01T12:00:00.000000Z".length(), text.length());
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "1970-01-01t00:00:00z, 0",
        "1970-01-01T00:00:00.1Z, 100000",
        "1970-01-01T00:00:00.123456789Z, 123456",
        "1969-12-31T18:00:00-06:00, 0",
        "1970-01-01T05:30:00+05:30, 0",
        "1970-01-01T00:00:00-00:00, 0",
        "0001-01-01T00:00:00Z, -62135596800000000",
        "9999-12-31T23:59:59.999999Z, 253402300799999999",
    })
    void everyFormOfRfc3339IsRead(String text, long micros) {
        assertEquals(OptionalLong.of(micros), Timestamps.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "1970-01-01",
                "1970-01-01T00:00:00",
                "1970-01-01 00:00:00Z",
                "1970-1-1T0:0:0Z",
                "1970-02-30T00:00:00Z",
                "1970-01-01T24:00:00Z",
                "1990-12-31T23:59:60Z",
                "1970-01-01T00:00:00.Z",
                "1970-01-01T00:00:00.1234567890Z",
                "1970-01-01T00:00:00+0530",
                "1970-01-01T00:00:00+24:00",
                "1970-01-01T00:00:00+19:00",
                "0000-12-31T23:59:59Z",
                "0001-01-01T00:00:00+01:00",
                "9999-12-31T23:59:59-01:00",
                "١٩٧٠-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z\n",
            })
    void anythingElseIsNot(String text) {
        assertEquals(OptionalLong.empty(), Timestamps.parse(text));
    }

    @Test
    void aTimeBeyondFourDigitsOfYearsIsNeverWritten() {
        assertThrows(IllegalArgumentException.class, () -> Timestamps.format(Timestamps.MICROS_MIN - 1));
        assertThrows(IllegalArgumentException.class, () -> Timestamps.format(Timestamps.MICROS_MAX + 1));
    }
}
