package io.aguacero.localstack.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a process is started.
 *
 * @param name what it is called in messages
 * @param command program and arguments; the program must keep its process id (no wrapper that forks)
 * @param environment added to this JVM's own environment
 * @param directory working directory
 * @param log file that its output goes to; an older one is kept beside it as {@code NAME.1}
 */
public record Launch(String name, List<String> command, Map<String, String> environment, Path directory, Path log) {
    /** Copies what could change. */
    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The same with other words before the command. */
    public Launch through(List<String> words) {
        return new Launch(name, Stream.concat(words.stream(), command.stream()).toList(), environment, directory, log);
    }
}
