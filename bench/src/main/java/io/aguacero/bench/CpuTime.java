package io.aguacero.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU time that a process has used, from {@code /proc}. */
final class CpuTime {
    private static final long TICK_MICROS = 10_000;

    private CpuTime() {}

    /** Microseconds of user and system time of a process, all of its threads, to the hundredth of a second. */
    static long micros(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MICROS;
    }
}
