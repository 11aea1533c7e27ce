package io.beemesh.agent.usage;

import io.beemesh.agent.system.DiskUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * How much is in folders. Who asks is told what was counted last; it is counted anew, on a thread of its own, when that
 * is older than a minute, as with the kubelet. A folder of more than {@value #FILES_MAX} files is not counted. Any
 * thread; at most as many folders as were asked for in one round.
 */
final class FolderSizes implements AutoCloseable {
    private static final int FILES_MAX = 100_000;
    private static final long FRESH_NANOS = 60_000_000_000L;

    private final LongSupplier nanoTicker;
    private final Map<Path, Counted> counted = new ConcurrentHashMap<>();
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile boolean closed;

    private record Counted(Optional<DiskUsage> size, long atNanos) {}

    FolderSizes(LongSupplier nanoTicker) {
        this.nanoTicker = nanoTicker;
    }

    /** What was counted last; empty if nothing was. */
    Optional<DiskUsage> of(Path folder) {
        Counted last = counted.get(folder);
        return last == null ? Optional.empty() : last.size();
    }

    /** Has these folders counted anew that were not for a minute, and forgets all others. Returns at once. */
    void renew(Set<Path> folders) {
        counted.keySet().retainAll(folders);
        Set<Path> old = new LinkedHashSet<>();
        for (Path folder : folders) {
            Counted last = counted.get(folder);
            if (last == null || nanoTicker.getAsLong() - last.atNanos() > FRESH_NANOS) {
                old.add(folder);
            }
        }
        if (!old.isEmpty() && counting.compareAndSet(false, true)) {
            Thread.ofVirtual().name("folder-sizes").start(() -> count(old));
        }
    }

    private void count(Set<Path> folders) {
        try {
            for (Path folder : folders) {
                if (!closed) {
                    counted.put(folder, new Counted(size(folder), nanoTicker.getAsLong()));
                }
            }
        } finally {
            counting.set(false);
        }
    }

    /** Counts now; empty if there is too much, or it cannot be read. */
    static Optional<DiskUsage> size(Path folder) {
        try {
            return DiskUsage.of(folder, FILES_MAX);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Ends counting soon. */
    @Override
    public void close() {
        closed = true;
    }
}
