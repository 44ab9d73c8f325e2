package io.aguacero.localstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process for certain: ids are used again, an id together with its start is not.
 *
 * @param pid process id
 * @param startedAtTicks start of the process, in clock ticks since boot
 */
record ProcessIdentity(long pid, long startedAtTicks) {
    private static final int STATE = 0;
    private static final int START = 19;

    /** Identity of the process that has this id now; empty when there is none. */
    static Optional<ProcessIdentity> of(long pid) {
        return fields(pid).map(fields -> new ProcessIdentity(pid, Long.parseLong(fields[START])));
    }

    /** Whether the process is suspended by a signal. */
    static boolean stopped(long pid) {
        return fields(pid).map(fields -> fields[STATE].equals("T")).orElse(false);
    }

    /** The fields of {@code /proc/PID/stat} from the third on: the second, the program's name, may hold blanks. */
    private static Optional<String[]> fields(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
