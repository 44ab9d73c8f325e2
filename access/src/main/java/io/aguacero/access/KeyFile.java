package io.aguacero.access;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The file of keys, JSON as {@code docs/security.md} describes it: read strictly, so that a slip never opens a door. */
public final class KeyFile {
    /** Most bytes of a file. */
    public static final int BYTES_MAX = 4 << 20;
    /** Most keys of a file. */
    public static final int KEYS_MAX = 10_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private KeyFile() {}

    /**
     * The bytes of a file.
     *
     * @throws IOException if it isn't there, can't be read or is larger than {@value #BYTES_MAX} bytes
     */
    static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new IOException(file + " has more than " + BYTES_MAX + " bytes");
            }
            return bytes;
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it isn't there, can't be read or is larger than {@value #BYTES_MAX} bytes
     */
    public static KeyReading read(Path file) throws IOException {
        return parse(bytes(file));
    }

    /** Reads what stands in a file. */
    static KeyReading parse(byte[] file) {
        JsonNode document;
        try {
            document = JSON.readTree(file);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            return refused(
                    (place == null ? "" : "line " + place.getLineNr() + ": ") + "isn't JSON, or has a member twice");
        } catch (IOException e) {
            return refused("isn't JSON");
        }
        if (!document.isObject()
                || document.size() != 1
                || !document.path("keys").isArray()) {
            return refused("must be an object with the array keys and nothing else");
        }
        JsonNode entries = document.path("keys");
        if (entries.size() > KEYS_MAX) {
            return refused("has more than " + KEYS_MAX + " keys");
        }
        List<ApiKey> keys = new ArrayList<>(entries.size());
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (int at = 0; at < entries.size(); at++) {
            KeyEntry entry = new KeyEntry(entries.get(at), at, problems);
            ApiKey key = entry.key();
            if (key == null) {
                continue;
            }
            if (!names.add(key.name())) {
                problems.add("key " + key.name() + ": another one has the same name");
            }
            if (!hashes.add(key.sha256())) {
                problems.add("key " + key.name() + ": another one has the same sha256");
            }
            keys.add(key);
        }
        return problems.isEmpty() ? new KeyReading.Read(List.copyOf(keys)) : new KeyReading.Refused(problems);
    }

    /** What a file of these keys holds. */
    public static byte[] written(List<ApiKey> keys) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode entries = document.putArray("keys");
        keys.forEach(key -> KeyEntry.write(key, entries.addObject()));
        return (document.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static KeyReading refused(String problem) {
        return new KeyReading.Refused(List.of(problem));
    }
}
