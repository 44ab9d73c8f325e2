package io.aguacero.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client on the bare socket: it says what it likes, as slowly as it likes, and looks at an answer only when it is told. */
final class RawClient implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)\r\n");
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    RawClient(int port) {
        this(port, "127.0.0.1");
    }

    /** From an address of this machine's loopback. */
    RawClient(int port, String from) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head of a post of tweets. */
    RawClient head(String... headers) {
        return write(("POST /v1/tweets HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + Door.bearer("all")
                        + "\r\nContent-Type: application/x-ndjson\r\n"
                        + String.join("\r\n", headers) + "\r\n\r\n")
                .getBytes(ISO_8859_1));
    }

    /** So many bytes of a body, in pieces with a pause before each; each piece is a chunk of its own if wanted. */
    RawClient body(int bytes, int pieces, Duration pause, boolean chunked) {
        byte[] piece = new byte[bytes / pieces];
        Arrays.fill(piece, (byte) '\n');
        for (int i = 0; i < pieces; i++) {
            LockSupport.parkNanos(pause.toNanos());
            if (chunked) {
                write((Integer.toHexString(piece.length) + "\r\n").getBytes(ISO_8859_1));
            }
            write(piece);
            if (chunked) {
                write("\r\n".getBytes(ISO_8859_1));
            }
        }
        return chunked ? write("0\r\n\r\n".getBytes(ISO_8859_1)) : this;
    }

    /** The same of text, a byte a character. */
    RawClient write(String text) {
        return write(text.getBytes(ISO_8859_1));
    }

    /** Fails when the server has ended the connection. */
    RawClient write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As much as a whole interim answer without a body. */
    String interim() {
        try {
            byte[] answer = new byte["HTTP/1.1 100 Continue\r\n\r\n".length()];
            int length = socket.getInputStream().readNBytes(answer, 0, answer.length);
            return new String(answer, 0, length, ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One answer, head and body; the connection may stay open. */
    String answer() {
        StringBuilder answer = new StringBuilder();
        try {
            while (!answer.toString().endsWith("\r\n\r\n")) {
                int octet = socket.getInputStream().read();
                if (octet < 0) {
                    return answer.toString();
                }
                answer.append((char) octet);
            }
            Matcher length = LENGTH.matcher(answer);
            int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
            return answer.append(new String(socket.getInputStream().readNBytes(body), ISO_8859_1))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything until the server ends the connection; that it does so by a reset is a failure. */
    String untilEnd() {
        try {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything until the connection is over, in whichever way. */
    String untilOver() {
        StringBuilder answer = new StringBuilder();
        try {
            for (int octet = socket.getInputStream().read();
                    octet >= 0;
                    octet = socket.getInputStream().read()) {
                answer.append((char) octet);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open after: " + answer, e);
        } catch (IOException reset) {
            // The other way for it to be over.
        }
        return answer.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
