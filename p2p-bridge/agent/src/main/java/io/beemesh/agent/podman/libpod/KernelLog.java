package io.beemesh.agent.podman.libpod;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom the kernel killed for their memory. With cgroup v1 conmon misses that when the victim is a container's first
 * process, as it mostly is: it sees the end first. The kernel's own record names the container's control group.
 *
 * <p>Asked once for each container, by dmesg(1); the last {@link #ANSWERS_MAX} answers are kept. Thread-safe.
 */
final class KernelLog {

    static final int ANSWERS_MAX = 256;

    private static final Logger log = LoggerFactory.getLogger(KernelLog.class);

    private static final Path CGROUP_V2 = Path.of("/sys/fs/cgroup/cgroup.controllers");

    private final boolean needed = !Files.exists(CGROUP_V2);

    private final Map<String, Boolean> answers = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > ANSWERS_MAX;
        }
    };

    /** Whether the kernel says that it killed a process of that container, which has ended. */
    boolean killedForMemory(String container) {
        if (!needed) {
            return false;
        }
        synchronized (answers) {
            Boolean known = answers.get(container);
            if (known != null) {
                return known;
            }
        }
        boolean killed = search("libpod-" + container);
        synchronized (answers) {
            answers.put(container, killed);
        }
        return killed;
    }

    private static boolean search(String group) {
        try {
            Process dmesg = new ProcessBuilder("dmesg")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            dmesg.getOutputStream().close();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(dmesg.getInputStream(), StandardCharsets.UTF_8))) {
                return lines.lines().anyMatch(line -> line.contains("oom-kill:") && line.contains(group));
            } finally {
                dmesg.destroy();
            }
        } catch (IOException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("kernel log not read");
            return false;
        }
    }
}
