package io.beemesh.agent.volumes;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whose files are, and who may use them (the kubelet's SetVolumeOwnership, pkg/volume/volume_linux.go).
 *
 * @param fsGroup the group that all belongs to, or none
 * @param readOnly whether the group only reads
 */
record Ownership(OptionalLong fsGroup, boolean readOnly) {

    private static final int MODE_BITS = 07777;
    private static final int GROUP_READS = 0440;
    private static final int GROUP_WRITES = 0660;
    private static final int GROUP_ENTERS = 02110;

    /** Sets a file's permission bits and its group. */
    void file(Path file, int mode) throws IOException {
        set(file, fsGroup.isPresent() ? mode | groupBits() : mode);
    }

    /** Sets a folder's permission bits and its group, which new files in it then have too. */
    void folder(Path folder, int mode) throws IOException {
        set(folder, folderMode(mode));
    }

    /** The permission bits that {@link #folder} sets. */
    int folderMode(int mode) {
        return fsGroup.isPresent() ? mode | groupBits() | GROUP_ENTERS : mode;
    }

    /** Whether a folder is the group's already, so that what is below it is taken to be, too. */
    boolean holds(Path folder) throws IOException {
        int wanted = folderMode(0);
        return fsGroup.isEmpty() || (gid(folder) == fsGroup.getAsLong() && (mode(folder) & wanted) == wanted);
    }

    /** Gives all files and folders of a tree to the group, its root at last; links are left as they are. */
    void tree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    file(path, mode(path));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, @Nullable IOException problem) throws IOException {
                if (problem != null) {
                    throw problem;
                }
                folder(path, mode(path));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Makes a file another user's. */
    static void give(Path file, long user) throws IOException {
        Files.setAttribute(file, "unix:uid", Math.toIntExact(user), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether what this process makes is root's, so that it may be given away. */
    static boolean isRoots(Path made) throws IOException {
        return (Integer) Files.getAttribute(made, "unix:uid", LinkOption.NOFOLLOW_LINKS) == 0;
    }

    private static int gid(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS);
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & MODE_BITS;
    }

    private int groupBits() {
        return readOnly ? GROUP_READS : GROUP_WRITES;
    }

    private void set(Path path, int mode) throws IOException {
        if (fsGroup.isPresent()) {
            Files.setAttribute(path, "unix:gid", Math.toIntExact(fsGroup.getAsLong()), LinkOption.NOFOLLOW_LINKS);
        }
        Files.setAttribute(path, "unix:mode", mode & MODE_BITS);
    }
}
