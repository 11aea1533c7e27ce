package io.beemesh.agent.volumes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalLong;

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
