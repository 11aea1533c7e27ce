package io.beemesh.agent.podman.service;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The containers.conf of a service that we start.
 *
 * <p>Podman 4.3 swaps the soft and the hard bound of {@code default_ulimits} in what is made through its API, and
 * without any it asks for more than a service without CAP_SYS_RESOURCE may give: both bounds are equal here, and what
 * this process has itself.
 */
final class ContainersConf {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path CGROUP_V2 = Path.of("/sys/fs/cgroup/cgroup.controllers");
    private static final Path SYSTEMD = Path.of("/run/systemd/system");

    /** What a container is given at most. */
    private static final long FILES_MAX = 1 << 20;

    /** Podman's service lowers its own bound of processes to this, and can give no more. */
    private static final Path PROCESSES_MAX = Path.of("/proc/sys/kernel/pid_max");

    /**
     * How long an ended exec's exit code can be asked for. As long does its monitor process stay in the pod's cgroup,
     * and a pod whose cgroup is not empty is removed only after some 4 s; Podman's own value is 300.
     */
    private static final int EXEC_KEPT_SECONDS = 3;

    private static final int DIGITS_MAX = 32;

    private ContainersConf() {}

    /**
     * Its text.
     *
     * @param downloads folder of what is pulled and not yet an image
     */
    static String text(Path downloads) throws IOException {
        String limits = Files.readString(LIMITS);
        long files = Math.min(hard(limits, "Max open files"), FILES_MAX);
        long processes = Math.min(hard(limits, "Max processes"), number(PROCESSES_MAX));
        StringBuilder text = new StringBuilder()
                .append("[containers]\n")
                .append("default_ulimits = [\"nofile=" + files + ":" + files + "\", \"nproc=" + processes + ":"
                        + processes + "\"]\n")
                .append("[engine]\n")
                .append("events_logger = \"file\"\n")
                .append("image_copy_tmp_dir = \"" + downloads + "\"\n")
                .append("detach_keys = \"\"\n")
                .append("exit_command_delay = " + EXEC_KEPT_SECONDS + "\n");
        if (!Files.exists(CGROUP_V2)) {
            text.append("runtime = \"runc\"\n");
        }
        if (!Files.isDirectory(SYSTEMD)) {
            text.append("cgroup_manager = \"cgroupfs\"\n");
        }
        return text.toString();
    }

    /** A number of the kernel's, which gives all of it to the first read, however little that asks for, and no more. */
    static long number(Path file) throws IOException {
        byte[] text = new byte[DIGITS_MAX];
        try (InputStream kernel = Files.newInputStream(file)) {
            int length = Math.max(0, kernel.read(text));
            return Long.parseLong(new String(text, 0, length, StandardCharsets.US_ASCII).strip());
        }
    }

    /** The hard bound of that name; none if it is unlimited. */
    private static long hard(String limits, String name) {
        Matcher line = Pattern.compile("^" + name + "\\s+\\S+\\s+([0-9]{1,18})\\s", Pattern.MULTILINE)
                .matcher(limits);
        return line.find() ? Long.parseLong(line.group(1)) : Long.MAX_VALUE;
    }
}
