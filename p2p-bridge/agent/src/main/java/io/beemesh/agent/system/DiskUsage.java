package io.beemesh.agent.system;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of a disk something takes, as du(1) counts it: blocks, and a file of many names once.
 *
 * @param bytes of its blocks
 * @param inodes files and folders
 */
public record DiskUsage(long bytes, long inodes) {
    /**
     * Counts all below a folder; links are not followed, and what goes meanwhile is not counted.
     *
     * @return nothing of what is not there
     */
    public static DiskUsage of(Path root) throws IOException {
        return of(root, Long.MAX_VALUE).orElseThrow();
    }

    /** Likewise; empty as soon as there are more files and folders than that. */
    public static Optional<DiskUsage> of(Path root, long inodesMax) throws IOException {
        Counting counting = new Counting(inodesMax);
        Files.walkFileTree(root, counting);
        return counting.isTooMuch() ? Optional.empty() : Optional.of(new DiskUsage(counting.bytes, counting.inodes));
    }

    private static final class Counting extends SimpleFileVisitor<Path> {
        private final long inodesMax;
        private final Set<Object> linked = new HashSet<>();
        private long bytes;
        private long inodes;

        Counting(long inodesMax) {
            this.inodesMax = inodesMax;
        }

        boolean isTooMuch() {
            return inodes > inodesMax;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            return visitFile(folder, attributes);
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
            try {
                Kernel.Extent extent = Kernel.extent(path.toString());
                Object file = attributes.fileKey();
                if (attributes.isDirectory() || extent.links() < 2 || file == null || linked.add(file)) {
                    bytes += extent.bytes();
                    inodes++;
                }
            } catch (Kernel.KernelException e) {
                if (e.errno() != Kernel.KernelException.ENOENT) {
                    throw e;
                }
            }
            return isTooMuch() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException problem) throws IOException {
            if (problem instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw problem;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) {
            return FileVisitResult.CONTINUE;
        }
    }
}
