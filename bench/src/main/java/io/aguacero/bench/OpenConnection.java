package io.aguacero.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A kept HTTP/1.1 connection with at most one request under way; answers must say their length. */
final class OpenConnection implements AutoCloseable {
    /** The answer isn't complete. */
    static final int NOT_YET = -1;

    private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\ncontent-length: *([0-9]+)\\r\\n");
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int STATUS_AT = 9;

    private final SocketChannel channel;
    private final ByteBuffer answer = ByteBuffer.allocate(1 << 16);
    private long due;

    OpenConnection(InetSocketAddress door, Selector selector) throws IOException {
        channel = SocketChannel.open(door);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** @param due when it should have been sent, of the clock of nanoseconds */
    void send(byte[] request, long due) throws IOException {
        this.due = due;
        answer.clear();
        ByteBuffer bytes = ByteBuffer.wrap(request);
        // A request is far smaller than what the socket takes while it waits for nothing.
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** When the request under way should have been sent. */
    long due() {
        return due;
    }

    /** Reads what is there: the status once the answer is complete. */
    int read() {
        try {
            if (channel.read(answer) < 0) {
                throw new IllegalStateException("the door ended a connection");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        int head = text.indexOf(END_OF_HEAD);
        if (head < 0) {
            return NOT_YET;
        }
        Matcher length = LENGTH.matcher(text);
        int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return text.length() < head + END_OF_HEAD.length() + body
                ? NOT_YET
                : Integer.parseInt(text.substring(STATUS_AT, STATUS_AT + 3));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
