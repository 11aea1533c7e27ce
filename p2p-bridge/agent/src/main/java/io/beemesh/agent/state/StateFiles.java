package io.beemesh.agent.state;

import io.beemesh.agent.system.FileTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;

/**
 * What a pod is told of its standing while it runs, a file for each: {@code token} has the number that grows with each
 * holder of its name, {@code leader-token} that of the leadership while the pod leads, and is empty while it does not.
 * Each is replaced whole. No secret is in them.
 *
 * @param folder of the pod's own
 */
record StateFiles(Path folder) {
    private static final String ANYBODY_READS = "rw-r--r--";

    /** Writes what is another than it was. */
    void write(long token, OptionalLong leaderToken) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        write("token", Long.toString(token));
        write("leader-token", leaderToken.isPresent() ? Long.toString(leaderToken.getAsLong()) : "");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        Path next = folder.resolve("." + name);
        Files.write(next, text.getBytes(StandardCharsets.US_ASCII));
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString(ANYBODY_READS));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes them; that they are not there is no error. */
    void remove() throws IOException {
        FileTree.delete(folder);
    }
}
