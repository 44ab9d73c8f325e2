package io.aguacero.aggregation.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** What came of looking for a shard's newest checkpoint. */
public sealed interface NewestCheckpoint {
    /** There is one. */
    final class Found implements NewestCheckpoint {
        private final byte[] bytes;

        /** The record's bytes, which nobody may change any more. */
        public Found(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The record. */
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        /** Its size in bytes. */
        public int size() {
            return bytes.length;
        }
    }

    /** None was ever kept, or none is left. */
    record None() implements NewestCheckpoint {}

    /** The broker doesn't say: ask again. */
    record Down(String reason) implements NewestCheckpoint {}
}
