package io.aguacero.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One command to the store, and the first line of its answer. */
final class RespConnection {
    private RespConnection() {}

    static String ask(URI store, byte[]... command) throws IOException {
        try (Socket socket = new Socket(store.getHost(), store.getPort())) {
            String user = store.getUserInfo();
            if (user != null) {
                String password = user.substring(user.indexOf(':') + 1);
                socket.getOutputStream()
                        .write(request(
                                "AUTH".getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8)));
                String answer = line(socket.getInputStream());
                if (!answer.equals("+OK")) {
                    throw new IOException(answer);
                }
            }
            socket.getOutputStream().write(request(command));
            return line(socket.getInputStream());
        }
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
        for (int next = answer.read(); next != '\r' && next >= 0; next = answer.read()) {
            line.append((char) next);
        }
        return line.toString();
    }
}
