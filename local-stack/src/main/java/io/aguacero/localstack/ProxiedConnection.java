package io.aguacero.localstack;

import io.aguacero.localstack.Fault.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client's connection through a {@link FaultProxy}: for each way a thread that reads and one that passes on when due. */
final class ProxiedConnection {
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int CHUNKS_WAITING_MAX = 64;
    private static final int PIECES_PER_SECOND = 20;

    private final Socket client;
    private final FaultState state;
    private final Consumer<ProxiedConnection> onEnd;
    private final AtomicLong passedBytes = new AtomicLong();
    private final AtomicLong countedFault = new AtomicLong(-1);
    private volatile @Nullable Socket server;
    private volatile boolean ended;

    /** Bytes to be passed on at a time of {@link System#nanoTime()}; none: the end of what comes. */
    private record Chunk(byte[] bytes, long due, long fault) {}

    /** Where the connection leads to. */
    @FunctionalInterface
    interface Target {
        Socket connect() throws IOException;
    }

    ProxiedConnection(Socket client, FaultState state, Consumer<ProxiedConnection> onEnd) {
        this.client = client;
        this.state = state;
        this.onEnd = onEnd;
    }

    boolean ended() {
        return ended;
    }

    /** Connects to the target once the fault lets it, and passes on. */
    void open(Target target) {
        try {
            Fault fault = state.awaitPassage(Direction.FORTH, this);
            if (ended || fault instanceof Fault.Reset || fault instanceof Fault.Refuse) {
                reset();
                return;
            }
            Socket to = target.connect();
            server = to;
            client.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            if (ended) {
                reset();
                return;
            }
            pump(client, to, Direction.FORTH);
            pump(to, client, Direction.BACK);
        } catch (IOException | InterruptedException e) {
            reset();
        }
    }

    private void pump(Socket from, Socket to, Direction way) {
        BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS_WAITING_MAX);
        Thread.ofVirtual().start(() -> read(from, chunks));
        Thread.ofVirtual().start(() -> write(to, chunks, way));
    }

    private void read(Socket from, BlockingQueue<Chunk> chunks) {
        byte[] buffer = new byte[CHUNK_BYTES];
        long due = System.nanoTime();
        try {
            InputStream in = from.getInputStream();
            int read;
            do {
                read = in.read(buffer);
                long number = state.number();
                // Never before what came earlier, whatever the jitter says.
                due = Math.max(due, System.nanoTime() + state.delayNanos());
                chunks.put(new Chunk(Arrays.copyOf(buffer, Math.max(0, read)), due, number));
            } while (read >= 0);
        } catch (IOException | InterruptedException e) {
            reset();
        }
    }

    private void write(Socket to, BlockingQueue<Chunk> chunks, Direction way) {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = chunks.take(); chunk.bytes.length > 0; chunk = chunks.take()) {
                state.awaitDue(chunk.due, chunk.fault);
                pass(chunk.bytes, out, way);
                if (ended) {
                    return;
                }
            }
            var unused = state.awaitPassage(way, this);
            to.shutdownOutput();
            Socket far = server;
            if (client.isOutputShutdown() && far != null && far.isOutputShutdown()) {
                end(false);
            }
        } catch (IOException | InterruptedException e) {
            reset();
        }
    }

    private void pass(byte[] bytes, OutputStream out, Direction way) throws IOException, InterruptedException {
        int at = 0;
        while (at < bytes.length) {
            Fault fault = state.awaitPassage(way, this);
            if (ended) {
                return;
            }
            int length = bytes.length - at;
            if (fault instanceof Fault.Drip(int bytesPerSecond)) {
                long number = state.number();
                int pieces = Math.min(bytesPerSecond, PIECES_PER_SECOND);
                length = Math.min(length, bytesPerSecond / pieces);
                state.awaitDue(System.nanoTime() + 1_000_000_000L / pieces, number);
            } else if (fault instanceof Fault.CutAfter(long bytesMax)) {
                length = (int) Math.min(length, bytesMax - counted());
                if (length <= 0) {
                    reset();
                    return;
                }
                passedBytes.addAndGet(length);
            }
            out.write(bytes, at, length);
            at += length;
        }
    }

    /** What has passed since the fault in force began. */
    private long counted() {
        long number = state.number();
        if (countedFault.getAndSet(number) != number) {
            passedBytes.set(0);
        }
        return passedBytes.get();
    }

    /** Ends both sides with RST. */
    void reset() {
        end(true);
    }

    private void end(boolean reset) {
        ended = true;
        end(client, reset);
        Socket to = server;
        if (to != null) {
            end(to, reset);
        }
        onEnd.accept(this);
    }

    private static void end(Socket socket, boolean reset) {
        try (socket) {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException gone) {
            // Nothing is left to be ended.
        }
    }
}
