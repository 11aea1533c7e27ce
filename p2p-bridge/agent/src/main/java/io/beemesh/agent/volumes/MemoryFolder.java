package io.beemesh.agent.volumes;

import io.beemesh.agent.system.Tmpfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A folder whose files are in memory and never on a disk, and nobody else's. In this order: below the agent's home, if
 * that is on a memory file system; below {@code $XDG_RUNTIME_DIR}, {@code /run} or {@code /dev/shm}, if those are; else
 * one mounted in the agent's home, which needs root.
 *
 * @param path of the folder
 */
record MemoryFolder(Path path) {

    private static final String NAME = "memory";

    /** What all secrets of a host together may take. */
    private static final long SIZE_BYTES = 256L << 20;

    private static final int MODE = 0700;

    private static final List<String> SHARED = List.of("/run", "/dev/shm");

    /** Finds or makes it; the same one again after a restart of the agent. */
    static MemoryFolder open(Path home, @Nullable String runtimeFolder) throws IOException {
        Files.createDirectories(home);
        Path own = home.resolve(NAME);
        if (isMemory(Files.isDirectory(own) ? own : home)) {
            return new MemoryFolder(made(own));
        }
        String name = "beemesh-" + HexFormat.of().toHexDigits(home.toRealPath().hashCode());
        for (String base :
                runtimeFolder == null ? SHARED : List.of(runtimeFolder, SHARED.getFirst(), SHARED.getLast())) {
            Path folder = Path.of(base);
            if (Files.isWritable(folder) && isMemory(folder)) {
                return new MemoryFolder(made(folder.resolve(name)));
            }
        }
        Tmpfs.mount(made(own), SIZE_BYTES, new Tmpfs.Root(MODE, OptionalLong.empty()));
        return new MemoryFolder(own);
    }

    private static Path made(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        boolean ours = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getAttribute(folder, "unix:uid").equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if (!ours) {
            throw new IOException(folder + " is somebody else's (expected: a folder of this user's); remove it");
        }
        return folder;
    }

    private static boolean isMemory(Path folder) throws IOException {
        String type = Files.getFileStore(folder).type();
        return type.equals("tmpfs") || type.equals("ramfs");
    }
}
