package io.aguacero.localstack.supervisor;

import java.nio.file.Path;
import java.util.List;

/** What {@code run.sh} starts: {@code Main REPOSITORY STATE [--no-sample]}, with AGUACERO_PORT_BASE and others in the environment. */
public final class Main {
    private static final String DEFAULT_PORT_BASE = "8080";
    private static final String DEFAULT_VALKEY_MEBIBYTES = "512";

    private Main() {}

    /**
     * Runs the stack until a signal ends it.
     *
     * @param arguments folder of the repository, folder of all that runs leave behind, and {@code --no-sample} to leave the sample out
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Terminal terminal = new Terminal(System.out);
        try {
            Path repository = Path.of(arguments[0]).toAbsolutePath();
            Path state = Path.of(arguments[1]).toAbsolutePath();
            Path kinds = Path.of(System.getenv()
                            .getOrDefault(
                                    "AGUACERO_KINDS",
                                    repository.resolve("contracts/kinds").toString()))
                    .toAbsolutePath();
            Ports ports = new Ports(number("AGUACERO_PORT_BASE", DEFAULT_PORT_BASE));
            int valkeyMebibytes = number("AGUACERO_VALKEY_MEBIBYTES", DEFAULT_VALKEY_MEBIBYTES);
            boolean sample = !List.of(arguments).contains("--no-sample");
            // Whoever has something run as it is built, such as a test, wants nothing beside it.
            boolean rehearsing = !"yes".equals(System.getenv("AGUACERO_BUILT"));
            new Supervisor(repository, state, kinds, ports, valkeyMebibytes, sample, rehearsing, terminal).run();
        } catch (Refusal | IllegalArgumentException e) {
            terminal.say("aguacero: " + e.getMessage());
            System.exit(1);
        }
    }

    private static int number(String variable, String otherwise) {
        String text = System.getenv().getOrDefault(variable, otherwise);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(variable + " must be a whole number, and is '" + text + "'", e);
        }
    }
}
