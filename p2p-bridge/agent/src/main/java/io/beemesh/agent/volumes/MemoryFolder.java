package io.beemesh.agent.volumes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder whose files are in memory and never on a disk. In this order: below the agent's home, if that is on a memory
 * file system; below {@code $XDG_RUNTIME_DIR} or {@code /run}, if those are; else one mounted in the agent's home,
 * which needs root.
 *
 * @param path of the folder
 */
record MemoryFolder(Path path) {

    private static final String NAME = "memory";

    /** What all secrets of a host together may take. */
    private static final long SIZE_BYTES = 256L << 20;

    private static final int MODE = 0700;

    /** Finds or makes it; the same one again after a restart of the agent. */
    static MemoryFolder open(Path home, @Nullable String runtimeFolder) throws IOException {
        Files.createDirectories(home);
        Path own = home.resolve(NAME);
        if (isMemory(Files.isDirectory(own) ? own : home)) {
            return new MemoryFolder(made(own));
        }
        String name = "beemesh-" + HexFormat.of().toHexDigits(home.toRealPath().hashCode());
        for (String base : runtimeFolder == null ? List.of("/run") : List.of(runtimeFolder, "/run")) {
            Path folder = Path.of(base);
            if (Files.isWritable(folder) && isMemory(folder)) {
                return new MemoryFolder(made(folder.resolve(name)));
            }
        }
        Tmpfs.mount(made(own), SIZE_BYTES, MODE);
        return new MemoryFolder(own);
    }

    private static Path made(Path folder) throws IOException {
        return Files.isDirectory(folder)
                ? folder
                : Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static boolean isMemory(Path folder) throws IOException {
        String type = Files.getFileStore(folder).type();
        return type.equals("tmpfs") || type.equals("ramfs");
    }
}
