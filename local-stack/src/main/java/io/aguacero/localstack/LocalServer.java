package io.aguacero.localstack;

/**
 * A real server as a process of this machine, on loopback, with a private data directory that survives restarts. Its
 * ports are chosen once and kept. Not for use by several threads at once.
 */
public interface LocalServer extends AutoCloseable {
    /** What the server is called in logs and pid files, for example {@code kafka}. */
    String name();

    /**
     * Starts the server and returns when its real protocol answers; does nothing when it runs.
     *
     * @throws IllegalStateException if it ends or does not answer in time; the message holds the end of its log
     */
    void start();

    /** Asks the server to end (SIGTERM), waits, and kills it when it takes longer than half a minute. */
    void stop();

    /** Kills the server (SIGKILL), and waits until it is gone. */
    void kill();

    /** Suspends the server (SIGSTOP), and waits until it stands still: its sockets stay open and answer nothing. */
    void freeze();

    /** Lets a frozen server go on (SIGCONT). */
    void thaw();

    /** Whether the server's process exists, frozen or not. */
    boolean alive();

    /**
     * Id of the serving process itself, not of a wrapper.
     *
     * @throws IllegalStateException if it has not been started
     */
    long pid();

    /** As {@link #stop()}; data and logs stay in the directory. */
    @Override
    void close();
}
