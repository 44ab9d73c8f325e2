package io.aguacero.ingress.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The door as its clients meet it. */
final class Door {
    static final String TWEET =
            "{\"municipality\":\"mixco\",\"weather\":\"sunny\",\"temperature\":21.50,\"humidity\":60}";
    static final String METRIC =
            "{\"producer\":\"agent-1\",\"container\":\"web\",\"metric\":\"cpu\",\"value\":12.345,\"unit\":\"percent\"}";
    static final JsonMapper MAPPER = new JsonMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final List<String> authorization;

    /** With a key that may do everything. */
    Door(URI base) {
        this(base, List.of(bearer("all")));
    }

    /** With these headers Authorization. */
    Door(URI base, List<String> authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    /** The header of a key of {@code src/test/keys/keys.json}. */
    static String bearer(String key) {
        return "Bearer secret-of-" + key;
    }

    /** The same door for somebody else. */
    Door as(String key) {
        return new Door(base, List.of(bearer(key)));
    }

    /** An answer. */
    record Reply(int status, HttpResponse<byte[]> http) {
        JsonNode json() {
            try {
                return MAPPER.readTree(http.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        String code() {
            return json().path("code").asText();
        }
    }

    Reply post(String path, String contentType, String body, String... headers) {
        return post(path, contentType, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Reply post(String path, String contentType, byte[] body, String... headers) {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    Reply send(String method, String path, String... headers) {
        HttpRequest.Builder request = request(path).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** Everything that the server answers on a fresh connection until it closes it, or says nothing for a while. */
    byte[] raw(byte[] bytes, Duration patience) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort())) {
            socket.setSoTimeout((int) patience.toMillis());
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            byte[] answer = new byte[65_536];
            int length = 0;
            try {
                for (int read = 0; read >= 0 && length < answer.length; length += read) {
                    read = socket.getInputStream().read(answer, length, answer.length - length);
                    if (read < 0) {
                        break;
                    }
                    if (complete(answer, length + read)) {
                        length += read;
                        break;
                    }
                }
            } catch (java.net.SocketTimeoutException e) {
                // What has come until now is the answer.
            }
            return Arrays.copyOf(answer, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String raw(String text) {
        return new String(
                raw(text.getBytes(StandardCharsets.ISO_8859_1), Duration.ofSeconds(5)), StandardCharsets.UTF_8);
    }

    int port() {
        return base.getPort();
    }

    /** Whether the first response with a Content-Length is there as a whole. */
    private static boolean complete(byte[] answer, int length) {
        String text = new String(answer, 0, length, StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        for (String line : text.substring(0, head).split("\r\n")) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                return length >= head + 4 + Integer.parseInt(line.substring(15).strip());
            }
        }
        return false;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20));
        authorization.forEach(header -> request.header("Authorization", header));
        return request;
    }

    private Reply send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
