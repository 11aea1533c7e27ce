package io.beemesh.agent.system;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file system and what is left of it.
 *
 * @param capacityBytes of all
 * @param availableBytes that a user may still write
 * @param inodes of all; 0 where they are made as they are needed
 * @param freeInodes of them
 */
public record FileSystem(long capacityBytes, long availableBytes, long inodes, long freeInodes) {
    /** The one that a file or folder is on. */
    public static FileSystem of(Path path) throws IOException {
        return Kernel.fileSystem(path.toString());
    }
}
