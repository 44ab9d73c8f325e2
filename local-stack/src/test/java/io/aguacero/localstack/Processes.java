package io.aguacero.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says about processes. */
final class Processes {
    private Processes() {}

    /** Name of a process' program. */
    static String program(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processes whose command line, environment or working directory names the directory; this JVM left out. */
    static List<String> naming(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> names(process.pid(), directory.toString()))
                .map(process -> process.pid() + " " + process.info().command().orElse("?"))
                .toList();
    }

    private static boolean names(long pid, String text) {
        try {
            Path process = Path.of("/proc", Long.toString(pid));
            return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8).contains(text)
                    || new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8).contains(text)
                    || Files.readSymbolicLink(process.resolve("cwd")).toString().startsWith(text);
        } catch (IOException gone) {
            return false;
        }
    }
}
