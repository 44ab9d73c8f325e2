package io.aguacero.localstack.supervisor;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the user sees: lines that stay, and on a terminal one line of status that is written over. */
public final class Terminal {
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean interactive;
    private boolean statusShown;

    /** Shown on this stream. */
    public Terminal(PrintStream out) {
        this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
        Console console = System.console();
        this.interactive = console != null && console.isTerminal();
    }

    /** A line that stays. */
    public synchronized void say(String line) {
        if (statusShown) {
            out.print(ERASE_LINE);
            statusShown = false;
        }
        out.println(line);
    }

    /** A line with a secret in it: shown to who looks, and not where it would be kept. */
    public synchronized void secret(String line) {
        if (interactive) {
            say(line);
        }
    }

    /** Replaces the last status; nothing where there is no terminal. */
    public synchronized void status(String line) {
        if (interactive) {
            out.print(ERASE_LINE + line);
            out.flush();
            statusShown = true;
        }
    }
}
