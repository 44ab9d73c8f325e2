package io.aguacero.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

final class ValkeyUnderTest implements ServerUnderTest {
    private final LocalValkey valkey;

    ValkeyUnderTest(Path directory) {
        valkey = new LocalValkey(directory);
    }

    @Override
    public LocalServer server() {
        return valkey;
    }

    @Override
    public String program() {
        return "valkey-server";
    }

    @Override
    public void store(String text) {
        if (!ask("SET text \"" + text + "\"", 1).equals("+OK")) {
            throw new IllegalStateException("not stored");
        }
    }

    @Override
    public String load() {
        return ask("GET text", 2).lines().skip(1).findFirst().orElseThrow();
    }

    @Override
    public boolean answers() {
        try {
            return ask("PING", 1).equals("+PONG");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private String ask(String command, int lines) {
        URI uri = URI.create(valkey.redisUri());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            int ended = 0;
            while (ended < lines) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IOException("the connection ended in the answer");
                }
                answer.append((char) next);
                ended += next == '\n' ? 1 : 0;
            }
            return answer.toString().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
