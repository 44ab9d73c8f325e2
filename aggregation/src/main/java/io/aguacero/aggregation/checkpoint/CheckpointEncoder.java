package io.aguacero.aggregation.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.aguacero.aggregation.store.StoredKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a checkpoint: gzip of UTF-8 lines of JSON. The first line is the header, each further one a key or a part of one;
 * {@code docs/wire.md} is the reference. What exceeds the bound is dropped as it comes, so that memory is bounded too.
 */
public final class CheckpointEncoder {
    /** Number of the format; a reader refuses any other. */
    static final int FORMAT = 1;

    private final Bounded bytes;
    private final JsonGenerator json;

    /**
     * @param bytesMax most bytes of the whole, compressed
     */
    public CheckpointEncoder(CheckpointHeader header, int bytesMax) {
        bytes = new Bounded(bytesMax);
        try {
            OutputStream compressed = new GZIPOutputStream(bytes, 1 << 14) {
                {
                    def.setLevel(Deflater.BEST_SPEED);
                }
            };
            json = new JsonFactory().createGenerator(compressed);
            json.setRootValueSeparator(null);
            write(header);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(CheckpointHeader header) throws IOException {
        json.writeStartObject();
        json.writeNumberField("format", FORMAT);
        json.writeStringField("shard", header.shard());
        json.writeStringField("takenAt", header.takenAt().toString());
        json.writeObjectFieldStart("position");
        for (var field : header.position().entrySet()) {
            json.writeStringField(field.getKey(), field.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("marks");
        for (Mark mark : header.marks()) {
            json.writeStartObject();
            json.writeNumberField("offset", mark.offset());
            json.writeObjectFieldStart("logtime");
            for (var kind : mark.logTimes().entrySet()) {
                json.writeNumberField(kind.getKey(), kind.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    /** Adds a key. */
    public void add(StoredKey key) {
        try {
            json.writeStartArray();
            json.writeString(key.type().label());
            json.writeString(key.name());
            for (String value : key.values()) {
                json.writeString(value);
            }
            json.writeEndArray();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the bound is exceeded; what was written is then of no use. */
    public boolean exceeded() {
        return bytes.exceeded;
    }

    /** Ends it, and gives the whole. Ask {@link #exceeded} afterwards. */
    public byte[] finish() {
        try {
            json.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static final class Bounded extends ByteArrayOutputStream {
        private final int max;
        private boolean exceeded;

        Bounded(int max) {
            this.max = max;
        }

        @Override
        public synchronized void write(int one) {
            if (fits(1)) {
                super.write(one);
            }
        }

        @Override
        public synchronized void write(byte[] from, int start, int length) {
            if (fits(length)) {
                super.write(from, start, length);
            }
        }

        private boolean fits(int more) {
            exceeded |= more > max - count;
            return !exceeded;
        }
    }
}
