package io.beemesh.agent.usage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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
    private static final long BLOCK_BYTES = 4096;
    private static final long FRESH_NANOS = 60_000_000_000L;

    private final LongSupplier nanoTicker;
    private final Map<Path, Counted> counted = new ConcurrentHashMap<>();
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * What is in a folder.
     *
     * @param bytes of its files, each rounded up to a block
     * @param inodes of them and of folders
     */
    record Size(long bytes, long inodes) {}

    private record Counted(Optional<Size> size, long atNanos) {}

    FolderSizes(LongSupplier nanoTicker) {
        this.nanoTicker = nanoTicker;
    }

    /** What was counted last; empty if nothing was. */
    Optional<Size> of(Path folder) {
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

    /** Counts now; empty if there is too much, or nothing to be read. */
    static Optional<Size> size(Path folder) {
        Counting all = new Counting();
        try {
            Files.walkFileTree(folder, all);
        } catch (IOException e) {
            return Optional.empty();
        }
        return all.inodes > FILES_MAX ? Optional.empty() : Optional.of(new Size(all.bytes, all.inodes));
    }

    /** What goes away while it is counted counts for nothing. */
    private static final class Counting extends SimpleFileVisitor<Path> {
        private long bytes;
        private long inodes;

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return add(attributes);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return add(attributes);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) {
            return FileVisitResult.CONTINUE;
        }

        private FileVisitResult add(BasicFileAttributes attributes) {
            bytes += (attributes.size() + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
            return ++inodes > FILES_MAX ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }
    }

    /** Ends counting soon. */
    @Override
    public void close() {
        closed = true;
    }
}
