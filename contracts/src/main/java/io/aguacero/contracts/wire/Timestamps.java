package io.aguacero.contracts.wire;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as text: RFC 3339. Written in UTC with six decimals; read with any offset and up to nine decimals. */
public final class Timestamps {
    /** Earliest time that can be written: 0001-01-01T00:00:00Z, in microseconds since 1970. */
    public static final long MICROS_MIN = -62_135_596_800_000_000L;
    /** Latest time that can be written: 9999-12-31T23:59:59.999999Z, in microseconds since 1970. */
    public static final long MICROS_MAX = 253_402_300_799_999_999L;

    private static final String WRITTEN = "0000-00-00T00:00:00.000000Z";
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final Pattern RFC_3339 = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)[Tt](\\d\\d):(\\d\\d):(\\d\\d)"
            + "(?:\\.(\\d{1,9}))?(?:[Zz]|([+-])([01]\\d|2[0-3]):([0-5]\\d))");

    private Timestamps() {}

    /**
     * For example {@code 2026-03-01T12:00:00.000000Z}.
     *
     * @param micros microseconds since 1970-01-01T00:00:00Z
     * @throws IllegalArgumentException if the year isn't 1 to 9999
     */
    public static String format(long micros) {
        if (micros < MICROS_MIN || micros > MICROS_MAX) {
            throw new IllegalArgumentException("the time is outside the years 1 to 9999");
        }
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        char[] text = WRITTEN.toCharArray();
        put(text, 4, time.getYear());
        put(text, 7, time.getMonthValue());
        put(text, 10, time.getDayOfMonth());
        put(text, 13, time.getHour());
        put(text, 16, time.getMinute());
        put(text, 19, time.getSecond());
        put(text, 26, (int) Math.floorMod(micros, (long) MICROS_PER_SECOND));
        return new String(text);
    }

    /** Writes a number's digits so that they end before that place. */
    private static void put(char[] text, int end, int number) {
        int at = end;
        for (int rest = number; rest > 0; rest /= 10) {
            text[--at] = (char) ('0' + rest % 10);
        }
    }

    /**
     * Microseconds since 1970-01-01T00:00:00Z; finer decimals are cut off. Empty when the text isn't a time by RFC 3339
     * within the years 1 to 9999 in UTC, or names a leap second.
     */
    public static OptionalLong parse(String text) {
        return text.length() == WRITTEN.length() && isWritten(text) ? parseWritten(text) : parseAny(text);
    }

    /** Whether a text has the form in which times are written here. */
    private static boolean isWritten(String text) {
        for (int i = 0; i < WRITTEN.length(); i++) {
            char form = WRITTEN.charAt(i);
            char c = text.charAt(i);
            if (form == '0' ? c < '0' || c > '9' : c != form) {
                return false;
            }
        }
        return true;
    }

    private static OptionalLong parseWritten(String text) {
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            return OptionalLong.empty();
        }
        try {
            long day = LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10))
                    .toEpochDay();
            long micros = (((day * 24 + hour) * 60 + minute) * 60 + second) * MICROS_PER_SECOND + digits(text, 20, 26);
            return micros < MICROS_MIN ? OptionalLong.empty() : OptionalLong.of(micros);
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private static int digits(String text, int start, int end) {
        int number = 0;
        for (int i = start; i < end; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static OptionalLong parseAny(String text) {
        Matcher part = RFC_3339.matcher(text);
        if (!part.matches()) {
            return OptionalLong.empty();
        }
        try {
            long seconds = LocalDateTime.of(
                            number(part, 1),
                            number(part, 2),
                            number(part, 3),
                            number(part, 4),
                            number(part, 5),
                            number(part, 6))
                    .toEpochSecond(offset(part));
            long micros = seconds * MICROS_PER_SECOND + decimals(part.group(7));
            return micros < MICROS_MIN || micros > MICROS_MAX ? OptionalLong.empty() : OptionalLong.of(micros);
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private static int number(Matcher part, int group) {
        return Integer.parseInt(part.group(group));
    }

    private static ZoneOffset offset(Matcher part) {
        if (part.group(8) == null) {
            return ZoneOffset.UTC;
        }
        int seconds = number(part, 9) * 3_600 + number(part, 10) * 60;
        return ZoneOffset.ofTotalSeconds(part.group(8).equals("-") ? -seconds : seconds);
    }

    private static int decimals(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt((digits + "000000").substring(0, 6));
    }
}
