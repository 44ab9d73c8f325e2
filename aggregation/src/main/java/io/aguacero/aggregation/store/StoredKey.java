package io.aguacero.aggregation.store;

import java.util.List;
import java.util.Locale;

/**
 * A key of a shard, or a part of a large one.
 *
 * @param name without the shard's prefix
 * @param values of a hash: field, value, …; of a sorted set: score, member, …; of a set: member, …
 */
public record StoredKey(Type type, String name, List<String> values) {
    /** The sorts of keys that a shard has. */
    public enum Type {
        /** Fields and values. */
        HASH,
        /** Members with scores. */
        ZSET,
        /** Members. */
        SET;

        /** As the store and checkpoints name it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * By its label.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Type of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }
}
