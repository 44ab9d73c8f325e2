package io.aguacero.chaos.checker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads shards from Valkey over its own protocol. */
final class StoreReader implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int TRIES_MAX = 50;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    StoreReader(URI valkey) {
        try {
            socket = new Socket(valkey.getHost(), valkey.getPort());
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
            out = new BufferedOutputStream(socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A shard as it is at one of its positions: read again when it has moved on meanwhile. */
    ShardState shard(LogPath path, int shard) {
        String prefix = "{" + path.storePrefix() + ":" + shard + "}:g1:";
        for (int i = 0; i < TRIES_MAX; i++) {
            long before = next(prefix);
            Map<String, Map<String, String>> hashes = new HashMap<>();
            for (String sort : List.of("[tw]:*", "rc:*")) {
                for (Object key : (List<?>) ask("KEYS", prefix + sort)) {
                    hashes.put(key.toString().substring(prefix.length()), hash(key.toString()));
                }
            }
            if (next(prefix) == before) {
                return new ShardState(before, hashes);
            }
        }
        throw new IllegalStateException(prefix + " doesn't come to rest");
    }

    private long next(String prefix) {
        Object next = ask("HGET", prefix + "pos", "next");
        return next.equals("") ? -1 : Long.parseLong(next.toString());
    }

    private Map<String, String> hash(String key) {
        Map<String, String> hash = new HashMap<>();
        List<?> fields = (List<?>) ask("HGETALL", key);
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            hash.put(fields.get(i).toString(), fields.get(i + 1).toString());
        }
        return hash;
    }

    private Object ask(String... words) {
        try {
            StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                request.append('$')
                        .append(word.length())
                        .append("\r\n")
                        .append(word)
                        .append("\r\n");
            }
            out.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text, or a list of answers; an absent one is the empty text. */
    private Object answer() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', ':' -> rest;
            case '$' -> {
                int length = Integer.parseInt(rest);
                yield length < 0 ? "" : text(length);
            }
            case '*' -> {
                List<Object> answers = new ArrayList<>();
                for (int i = Integer.parseInt(rest); i > 0; i--) {
                    answers.add(answer());
                }
                yield answers;
            }
            default -> throw new IOException("the store answers " + line);
        };
    }

    private String text(int length) throws IOException {
        String text = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        var unused = line();
        return text;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the store has hung up");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
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
