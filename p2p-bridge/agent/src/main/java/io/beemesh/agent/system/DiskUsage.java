package io.beemesh.agent.system;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How much of a disk something takes, as du(1) counts it: blocks, and a file of many names once. */
public final class DiskUsage {
    private DiskUsage() {}

    /**
     * Counts all below a folder; links are not followed, and what goes meanwhile is not counted.
     *
     * @param enoughBytes it may stop counting when it found more than that
     * @return in bytes; 0 for what is not there
     */
    public static long bytes(Path root, long enoughBytes) throws IOException {
        Counting counting = new Counting(enoughBytes);
        Files.walkFileTree(root, counting);
        return counting.bytes;
    }

    private static final class Counting extends SimpleFileVisitor<Path> {
        private final long enough;
        private final Set<Object> linked = new HashSet<>();
        private long bytes;

        Counting(long enough) {
            this.enough = enough;
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
                }
            } catch (Kernel.KernelException e) {
                if (e.errno() != Kernel.KernelException.ENOENT) {
                    throw e;
                }
            }
            return bytes > enough ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
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
