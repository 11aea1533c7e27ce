package io.beemesh.e2e.debian;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Command.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A copy of this machine to install things on: its files, with what is written kept in memory, and processes, mounts
 * and networks of its own. All of it is gone when it is closed. Needs root.
 */
final class MachineCopy implements AutoCloseable {
    /** Where the shared folder is in the copy. */
    static final String SHARED = "/shared";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Arguments: an empty folder, and one to share. Podman cannot stack its own overlays on this one. */
    private static final String SCRIPT = """
            set -e
            mount -t tmpfs tmpfs "$1"
            mkdir "$1/upper" "$1/work" "$1/root"
            mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
            cd "$1/root"
            rm -rf var/lib/beemesh
            mkdir -p shared
            mount --bind "$2" shared
            mount -t proc proc proc
            mount --rbind /sys sys
            mount --rbind /dev dev
            mount -t tmpfs tmpfs run
            mount -t tmpfs tmpfs var/lib/containers
            cat >etc/containers/storage.conf <<END
            [storage]
            driver = "vfs"
            runroot = "/run/containers/storage"
            graphroot = "/var/lib/containers/storage"
            END
            ip link set lo up
            echo ready
            exec chroot . sleep infinity
            """;

    private final Process process;

    private MachineCopy(Process process) {
        this.process = process;
    }

    /**
     * Makes one.
     *
     * @param folder an empty one
     */
    static MachineCopy of(Path folder, Shared shared) throws IOException {
        Process process = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--net",
                        "--uts",
                        "--ipc",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "bash",
                        "-c",
                        SCRIPT,
                        "copy",
                        folder.toString(),
                        shared.folder().toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        if (!"ready".equals(line)) {
            throw new IOException("this machine cannot be copied: " + line + " " + said.readLine());
        }
        return new MachineCopy(process);
    }

    /** A folder of the machine that the copy sees too. */
    record Shared(Path folder) {}

    /** Runs a line of a shell in the copy. */
    Outcome attempt(String line) {
        return command(line).attempt(LIMIT);
    }

    /** Runs a line of a shell in the copy, which must succeed, and returns its output. */
    String run(String line) {
        return command(line).run(LIMIT);
    }

    /** Starts a line of a shell in the copy; it ends with the copy if not before. */
    Process start(String line) throws IOException {
        return new ProcessBuilder(command(line).words())
                .redirectErrorStream(true)
                .start();
    }

    private Command command(String line) {
        long inside = process.children().findFirst().orElseThrow().pid();
        List<String> words = List.of(
                "nsenter",
                "--target",
                Long.toString(inside),
                "--mount",
                "--net",
                "--uts",
                "--ipc",
                "--pid",
                "--root",
                "--wd",
                "--",
                "bash",
                "-c",
                line);
        return new Command(words, Map.of("BEEMESH_HOME", ""));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
