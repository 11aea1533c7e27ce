package io.beemesh.provider.kubelet.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Answers of reviews for a while: at most so many, the ones not asked for longest leave first. Thread-safe. */
final class ReviewCache<K, V> {
    private final int entriesMax;
    private final LongSupplier nanoTicker;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);

    private record Entry<V>(V value, long untilNanos) {}

    ReviewCache(int entriesMax, LongSupplier nanoTicker) {
        this.entriesMax = entriesMax;
        this.nanoTicker = nanoTicker;
    }

    Optional<V> get(K key) {
        lock.lock();
        try {
            Entry<V> entry = entries.get(key);
            if (entry == null) {
                return Optional.empty();
            }
            if (entry.untilNanos() - nanoTicker.getAsLong() <= 0) {
                entries.remove(key);
                return Optional.empty();
            }
            return Optional.of(entry.value());
        } finally {
            lock.unlock();
        }
    }

    void put(K key, V value, Duration life) {
        lock.lock();
        try {
            entries.put(key, new Entry<>(value, nanoTicker.getAsLong() + life.toNanos()));
            if (entries.size() > entriesMax) {
                Map.Entry<K, Entry<V>> eldest = entries.firstEntry();
                entries.remove(eldest.getKey());
            }
        } finally {
            lock.unlock();
        }
    }
}
