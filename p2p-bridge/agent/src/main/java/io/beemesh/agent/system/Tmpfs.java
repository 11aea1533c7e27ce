package io.beemesh.agent.system;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Memory file systems, by mount(8) and umount(8). */
public final class Tmpfs {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    private Tmpfs() {}

    /**
     * Mounts one over a folder.
     *
     * @param sizeBytes at most; 0 for half of the machine's memory
     * @param root of it, as it is from the beginning
     */
    public static void mount(Path folder, long sizeBytes, Root root) throws IOException {
        String size = sizeBytes > 0 ? ",size=" + sizeBytes : "";
        String group = root.group().isPresent() ? ",gid=" + root.group().getAsLong() : "";
        String options = "nosuid,nodev,mode=" + Integer.toOctalString(root.mode()) + group + size;
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString());
    }

    /** Whether a folder, named without links, is a mount point. */
    public static boolean isMounted(Path folder) throws IOException {
        return below(folder).contains(folder.toString());
    }

    /** Unmounts everything at or below a folder, named without links, the last mounted first. */
    public static void unmountBelow(Path folder) throws IOException {
        for (String point : below(folder).reversed()) {
            run("umount", point);
        }
    }

    /** Mount points at or below a folder, in the order they were mounted. */
    private static List<String> below(Path folder) throws IOException {
        List<String> points = new ArrayList<>();
        for (String line : Files.readAllLines(MOUNTS)) {
            String point = line.split(" ", 6)[4].replace("\\040", " ");
            if (Path.of(point).startsWith(folder)) {
                points.add(point);
            }
        }
        return points;
    }

    /**
     * The folder that a memory file system begins with.
     *
     * @param mode permission bits
     * @param group whose it is; that of this process if it is empty
     */
    public record Root(int mode, OptionalLong group) {}

    private static void run(String... words) throws IOException {
        try {
            Programs.run(words);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(e.getMessage() + " (expected: root, or a home on a memory file system)", e);
        }
    }
}
