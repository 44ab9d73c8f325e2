package io.aguacero.localstack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processes of an earlier run that nobody looks after, known by a mark in their environment that names their folder. */
public final class LeftOvers {
    /** Environment variable that every started process carries: its working directory. */
    static final String MARK = "AGUACERO_PROCESS_DIRECTORY";

    private LeftOvers() {}

    /**
     * Kills every process that was started below this folder.
     *
     * @return their ids
     */
    public static List<Long> kill(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> startedBelow(folder.toAbsolutePath(), process.pid()))
                .filter(ProcessHandle::destroyForcibly)
                .map(ProcessHandle::pid)
                .toList();
    }

    private static boolean startedBelow(Path folder, long pid) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return Stream.of(new String(environment, StandardCharsets.UTF_8).split("\0"))
                    .filter(entry -> entry.startsWith(MARK + "="))
                    .anyMatch(
                            entry -> Path.of(entry.substring(MARK.length() + 1)).startsWith(folder));
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }
}
