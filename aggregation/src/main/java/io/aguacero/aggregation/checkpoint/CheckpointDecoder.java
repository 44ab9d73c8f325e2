package io.aguacero.aggregation.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.aggregation.store.StoredKey;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a checkpoint, key by key, so that it is never in memory as a whole. What is damaged throws. */
final class CheckpointDecoder implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CheckpointHeader header;
    private final MappingIterator<JsonNode> lines;

    /** Reads the header; fails when that isn't one, or of another format. */
    CheckpointDecoder(InputStream bytes) throws IOException {
        lines = JSON.readerFor(JsonNode.class).readValues(new GZIPInputStream(bytes, 1 << 14));
        try {
            header = header(lines.nextValue());
        } catch (IllegalArgumentException | DateTimeException | NoSuchElementException e) {
            throw new IOException("it has no header: " + e.getMessage(), e);
        }
    }

    CheckpointHeader header() {
        return header;
    }

    /** The next key; null after the last. */
    @Nullable
    StoredKey next() throws IOException {
        if (!lines.hasNextValue()) {
            return null;
        }
        JsonNode line = lines.nextValue();
        if (!line.isArray() || line.size() < 2) {
            throw new IOException("a line is not a key");
        }
        List<String> values = new ArrayList<>(line.size() - 2);
        for (int i = 2; i < line.size(); i++) {
            values.add(line.get(i).asText());
        }
        try {
            return sound(new StoredKey(
                    StoredKey.Type.of(line.get(0).asText()), line.get(1).asText(), values));
        } catch (IllegalArgumentException e) {
            throw new IOException("a key that the store wouldn't take: " + e.getMessage(), e);
        }
    }

    /** Refuses what the store would refuse after the first write. */
    private static StoredKey sound(StoredKey key) {
        boolean pairs = key.type() != StoredKey.Type.SET;
        if (key.values().isEmpty() || (pairs && key.values().size() % 2 != 0)) {
            throw new IllegalArgumentException(
                    key.name() + " has " + key.values().size() + " values");
        }
        if (key.type() == StoredKey.Type.ZSET) {
            for (int i = 0; i < key.values().size(); i += 2) {
                double unused = Double.parseDouble(key.values().get(i));
            }
        }
        return key;
    }

    private static CheckpointHeader header(JsonNode line) throws IOException {
        if (line.path("format").asInt() != CheckpointEncoder.FORMAT) {
            throw new IOException("its format is " + line.path("format") + ", not " + CheckpointEncoder.FORMAT);
        }
        Map<String, String> position = new HashMap<>();
        line.path("position")
                .properties()
                .forEach(field -> position.put(field.getKey(), field.getValue().asText()));
        List<Mark> marks = new ArrayList<>();
        for (JsonNode mark : line.path("marks")) {
            Map<String, Long> logTimes = new HashMap<>();
            mark.path("logtime")
                    .properties()
                    .forEach(kind -> logTimes.put(kind.getKey(), kind.getValue().asLong()));
            marks.add(new Mark(mark.path("offset").asLong(), logTimes));
        }
        return new CheckpointHeader(
                line.path("shard").asText(), Instant.parse(line.path("takenAt").asText()), position, marks);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
