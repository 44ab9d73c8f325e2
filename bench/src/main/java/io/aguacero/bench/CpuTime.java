package io.aguacero.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What processes have used of the machine, from {@code /proc}. */
final class CpuTime {
    private static final long TICK_MICROS = 10_000;

    private CpuTime() {}

    /** Microseconds of user and system time of a process, all of its threads, to the hundredth of a second. */
    static long micros(long pid) throws IOException {
        String[] fields = stat(Long.toString(pid));
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MICROS;
    }

    /** The same of all processes together that this one has started and that have ended. */
    static long microsOfEnded() throws IOException {
        String[] fields = stat("self");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * TICK_MICROS;
    }

    private static String[] stat(String process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    /** Mebibytes of memory that a process holds now (RSS). */
    static long residentMebibytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024)
                .findFirst()
                .orElse(0);
    }
}
