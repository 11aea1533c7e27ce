package io.beemesh.agent.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Paths of the machine that pods mount: made where that is asked for, and checked to be what the pod takes them for.
 * Links are followed.
 *
 * <p><i>Source:</i> kubelet, pkg/volume/hostpath/host_path.go; for a path of no type, containerd's CRI, which makes a
 * folder of what is not there.
 */
public final class HostPaths {
    private static final int TYPE_BITS = 0170000;
    private static final int SOCKET = 0140000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;

    private HostPaths() {}

    /**
     * The path, which is there and of that type.
     *
     * @param type of a Kubernetes hostPath; empty for any
     * @throws IOException it is not; the message is the kubelet's
     */
    public static Path checked(String path, String type) throws IOException {
        Path at = Path.of(path);
        if (!Files.exists(at)) {
            make(at, type);
        }
        String wanted =
                switch (type) {
                    case "" -> "";
                    case "DirectoryOrCreate", "Directory" -> Files.isDirectory(at) ? "" : "a directory";
                    case "FileOrCreate", "File" -> Files.exists(at) && !Files.isDirectory(at) ? "" : "a file";
                    case "Socket" -> is(at, SOCKET) ? "" : "a socket file";
                    case "CharDevice" -> is(at, CHARACTER_DEVICE) ? "" : "a character device";
                    case "BlockDevice" -> is(at, BLOCK_DEVICE) ? "" : "a block device";
                    default -> throw new IOException(type + " is an invalid volume type");
                };
        if (!wanted.isEmpty()) {
            throw new IOException("hostPath type check failed: " + path + " is not " + wanted);
        }
        return at;
    }

    private static void make(Path path, String type) throws IOException {
        switch (type) {
            case "", "DirectoryOrCreate" ->
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            case "FileOrCreate" -> {
                try {
                    Files.createFile(
                            path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
                } catch (NoSuchFileException e) {
                    throw new IOException("open " + path + ": no such file or directory", e);
                }
            }
            default -> {}
        }
    }

    private static boolean is(Path path, int type) throws IOException {
        return Files.exists(path) && ((Integer) Files.getAttribute(path, "unix:mode") & TYPE_BITS) == type;
    }
}
