package io.aguacero.localstack;

import io.aguacero.localstack.process.AotCache;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The life of a server that is one process: what differs between servers is how it is launched and when it answers. */
public abstract class ServerProcess implements LocalServer {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int CONNECT_MILLIS = 1_000;

    private final String name;
    private final Duration startLimit;
    private volatile List<String> through = List.of();
    private volatile @Nullable OsProcess process;

    /**
     * A server that is not started yet.
     *
     * @param name in logs and pid files
     * @param startLimit from the start until its first answer
     */
    protected ServerProcess(String name, Duration startLimit) {
        this.name = name;
        this.startLimit = startLimit;
    }

    /** Writes what the process needs to find, and says how it is launched. Called before each start. */
    protected abstract Launch prepare();

    /** Whether its real protocol answers now. */
    protected abstract boolean answers();

    /** What is left to do each time it has started and answers. */
    protected void opened() {}

    /** Whether it has come as far as it does by itself, without the servers that it needs. */
    protected boolean works() {
        return answers();
    }

    @Override
    public final String name() {
        return name;
    }

    /**
     * Has it started by another program from now on.
     *
     * @param words before its own command; the program must become what the rest of its words name, as {@code env} does
     */
    public final void through(List<String> words) {
        through = List.copyOf(words);
    }

    @Override
    public final void start() {
        if (alive()) {
            return;
        }
        OsProcess started = OsProcess.start(prepare().through(through));
        process = started;
        started.awaitReady(startLimit, this::answers);
        opened();
    }

    /**
     * Starts and ends it once, and keeps what its JVM has learnt from that.
     *
     * @throws IllegalStateException if it doesn't start
     */
    public final void train(AotCache cache) {
        cache.train(prepare().through(through), startLimit, this::works);
    }

    /**
     * The same, with some work between start and end.
     *
     * @param work returns when it is done
     * @throws IllegalStateException if it doesn't start
     */
    public final void train(AotCache cache, Runnable work) {
        cache.train(prepare().through(through), startLimit, this::works, work);
    }

    @Override
    public void stop() {
        OsProcess stopped = process;
        if (stopped != null) {
            stopped.stop(STOP_LIMIT);
        }
    }

    @Override
    public final void kill() {
        running().kill();
    }

    @Override
    public final void freeze() {
        running().freeze();
    }

    @Override
    public final void thaw() {
        running().thaw();
    }

    @Override
    public final boolean alive() {
        OsProcess now = process;
        return now != null && now.alive();
    }

    @Override
    public final long pid() {
        return running().pid();
    }

    @Override
    public final void close() {
        stop();
    }

    /**
     * Whether anybody listens on a port of loopback, told by a connection: to try whether the port is free would take it
     * from the server that is about to listen there.
     */
    protected static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private OsProcess running() {
        OsProcess now = process;
        if (now == null) {
            throw new IllegalStateException(name + " has not been started");
        }
        return now;
    }
}
