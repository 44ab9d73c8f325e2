package io.aguacero.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import javax.net.SocketFactory;

/**
 * Asks the store, each time by a connection of its own.
 *
 * @param store where it is, with user and password unless nobody logs in
 * @param sockets what connects, over TLS where the store wants it
 */
record RespConnection(URI store, SocketFactory sockets) {
    private static final int TIMEOUT_MILLIS = 10_000;

    /** The same as somebody else. */
    RespConnection as(String user, String password) {
        return with(user + ":" + password + "@");
    }

    /** The same as nobody. */
    RespConnection unnamed() {
        return with("");
    }

    private RespConnection with(String login) {
        return new RespConnection(
                URI.create(store.getScheme() + "://" + login + store.getHost() + ":" + store.getPort()), sockets);
    }

    /** The first line of the answer to a command of words. */
    String ask(String... command) throws IOException {
        return ask(Stream.of(command).map(RespConnection::bytes).toArray(byte[][]::new));
    }

    /** The first line of the answer to a command. */
    String ask(byte[]... command) throws IOException {
        try (Socket socket = sockets.createSocket(store.getHost(), store.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String user = store.getUserInfo();
            if (user != null) {
                int colon = user.indexOf(':');
                socket.getOutputStream()
                        .write(request(
                                bytes("AUTH"), bytes(user.substring(0, colon)), bytes(user.substring(colon + 1))));
                String answer = line(socket.getInputStream());
                if (!answer.equals("+OK")) {
                    throw new IOException(answer);
                }
            }
            socket.getOutputStream().write(request(command));
            return line(socket.getInputStream());
        }
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] request(byte[]... command) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(("*" + command.length + "\r\n").getBytes(StandardCharsets.UTF_8));
        for (byte[] part : command) {
            request.write(("$" + part.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            request.write(part);
            request.write("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        return request.toByteArray();
    }

    private static String line(InputStream answer) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = answer.read();
        while (next != '\r' && next >= 0) {
            line.append((char) next);
            next = answer.read();
        }
        var unused = answer.read(); // the line feed
        return line.toString();
    }
}
