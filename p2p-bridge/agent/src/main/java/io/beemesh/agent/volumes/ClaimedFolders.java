package io.beemesh.agent.volumes;

import io.beemesh.agent.system.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/**
 * The folders that PersistentVolumes of this host are: {@code claims/<cluster>/<volume>}. Nothing bounds how much is in
 * one but the disk.
 *
 * @param root of all of them
 */
record ClaimedFolders(Path root) {

    /** Any user of a container may write, as into an emptyDir. */
    private static final int MODE = 0777;

    /** What no volume's name ends with: they have no underscore. */
    private static final String ASIDE = "_new";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9][-A-Za-z0-9_]{0,127}");

    /** Where a volume is, or would be. */
    Path folder(String cluster, String volume) throws IOException {
        if (!CLUSTER.matcher(cluster).matches() || !NAME.matcher(volume).matches()) {
            throw new IOException("volume \"" + volume + "\" of cluster \"" + cluster
                    + "\" is no file name (expected: the name of a PersistentVolume)");
        }
        return root.resolve(cluster).resolve(volume);
    }

    /**
     * Makes a volume that is not there, and gives what is in it to the pod's group, if its root is not that group's
     * already.
     */
    void prepare(Path folder, Ownership ownership) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            // Whole under its own name or not there: an agent may be killed at any time.
            Path aside = folder.resolveSibling(folder.getFileName() + ASIDE);
            Files.createDirectories(aside);
            ownership.folder(aside, MODE);
            Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
        } else if (!ownership.holds(folder)) {
            ownership.tree(folder);
        }
    }

    /** Removes a volume with all that is in it. Idempotent. */
    void erase(String cluster, String volume) throws IOException {
        FileTree.delete(folder(cluster, volume));
    }
}
