package io.aguacero.access.tokens;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Of what was asked for, as much as there is room for: what nobody has asked for the longest goes first. Safe for any thread. */
final class Recent<K, V> {
    private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final int max;

    /** @param max entries */
    Recent(int max) {
        this.max = max;
    }

    synchronized @Nullable V get(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
        bound();
    }

    /** What is there, or else is made now. */
    synchronized V get(K key, Supplier<V> made) {
        V value = entries.computeIfAbsent(key, absent -> made.get());
        bound();
        return value;
    }

    synchronized int size() {
        return entries.size();
    }

    private void bound() {
        while (entries.size() > max) {
            Map.Entry<K, V> oldest = entries.firstEntry();
            entries.remove(oldest.getKey());
        }
    }
}
