package io.beemesh.agent.volumes;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Memory file systems, by mount(8) and umount(8). */
final class Tmpfs {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    private Tmpfs() {}

    /** Mounts one over a folder. */
    static void mount(Path folder, long sizeBytes, int mode) throws IOException {
        String size = sizeBytes > 0 ? ",size=" + sizeBytes : "";
        String options = "nosuid,nodev,mode=" + Integer.toOctalString(mode) + size;
        run(List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()));
    }

    static boolean isMounted(Path folder) throws IOException {
        return below(folder).contains(folder.toString());
    }

    /** Unmounts everything at or below a folder, the last mounted first. */
    static void unmountBelow(Path folder) throws IOException {
        for (String point : below(folder).reversed()) {
            run(List.of("umount", point));
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

    private static void run(List<String> words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(String.join(" ", words) + " failed with " + code + ": " + said
                        + " (expected: root, or a home on a memory file system)");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(String.join(" ", words) + " was interrupted");
        }
    }
}
