package io.aguacero.localstack;

import io.aguacero.localstack.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on loopback that stands before a server, or several alike, and breaks the way there as it is told. It keeps
 * its port for life. A fault holds for connections that exist and for new ones, until the next {@link #set}.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BACKLOG = 200;

    private final List<Integer> targets;
    private final int port;
    private final FaultState state;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket listening;
    private @Nullable Thread accepting;
    private volatile boolean closed;

    /**
     * Listens, and passes everything on.
     *
     * @param targets ports of loopback; connections go to them in turn, past one that refuses
     * @param seed of the jitter
     */
    public FaultProxy(List<Integer> targets, long seed) {
        this.targets = List.copyOf(targets);
        this.port = FreePorts.next();
        this.state = new FaultState(new Random(seed));
        listen();
    }

    /** Before one server. */
    public FaultProxy(int target, long seed) {
        this(List.of(target), seed);
    }

    /** Where clients connect to. */
    public int port() {
        return port;
    }

    /** Connections that exist now. */
    public int connections() {
        return connections.size();
    }

    /** Breaks the way from now on in this manner, and in no other any more. */
    public synchronized void set(Fault fault) {
        if (fault instanceof Fault.Refuse) {
            stopListening();
        }
        state.set(fault);
        if (fault instanceof Fault.Refuse || fault instanceof Fault.Reset) {
            connections.forEach(ProxiedConnection::reset);
        }
        if (!(fault instanceof Fault.Refuse)) {
            listen();
        }
    }

    /** Passes everything on again. */
    public void pass() {
        set(new Fault.Pass());
    }

    private synchronized void listen() {
        if (listening != null || closed) {
            return;
        }
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            listening = socket;
            accepting = Thread.ofVirtual().name("proxy " + port).start(() -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " is taken: " + e.getMessage(), e);
        }
    }

    private synchronized void stopListening() {
        if (listening == null) {
            return;
        }
        try {
            listening.close();
            // The port stays open, and takes connections, until the thread that waits for one has left.
            if (accepting != null) {
                accepting.join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listening = null;
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                ProxiedConnection connection = new ProxiedConnection(client, state, connections::remove);
                connections.add(connection);
                Thread.ofVirtual().start(() -> connection.open(this::connect));
            } catch (IOException ended) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(ended);
                }
            }
        }
    }

    /** To the next target in turn that takes the connection. */
    private Socket connect() throws IOException {
        int first = next.getAndIncrement();
        IOException refused = new IOException("no target");
        for (int i = 0; i < targets.size(); i++) {
            int target = targets.get(Math.floorMod(first + i, targets.size()));
            try {
                return new Socket(InetAddress.getLoopbackAddress(), target);
            } catch (IOException e) {
                refused = e;
            }
        }
        throw refused;
    }

    @Override
    public synchronized void close() {
        closed = true;
        stopListening();
        state.set(new Fault.Reset());
        connections.forEach(ProxiedConnection::reset);
    }
}
