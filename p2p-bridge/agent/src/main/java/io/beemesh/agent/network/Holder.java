package io.beemesh.agent.network;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A process that has namespaces of its own and waits to be told whose they are. Until then it ends with the agent;
 * afterwards it outlives it. For one thread.
 */
final class Holder {

    private static final String READY = "ready";

    /** What Kubernetes' pause container has: the last to be killed when memory runs out. */
    private static final int OOM_SCORE_ADJUST = -998;

    private static final String SHARED_MEMORY = "size=64m,mode=1777,nosuid,nodev,noexec";

    /** Arguments: the agent's process, this end's device, its address, the gateway, the folder for shared memory. */
    private static final String SCRIPT = """
            set -e
            echo %d 2>/dev/null >/proc/self/oom_score_adj || :
            ip -batch - <<END
            link set lo up
            link add eth0 type veth peer name $2 netns /proc/$1/ns/net
            addr add $3 dev eth0
            link set eth0 up
            route add default via $4
            END
            mount -t tmpfs -o %s shm "$5"
            echo %s
            read -r name
            echo "$name" >/proc/sys/kernel/hostname
            while read -r file value; do
              [ "$file" != end ] || break
              echo "$value" >"/proc/sys/$file"
            done
            [ "$file" = end ]
            echo %s
            exec sleep infinity </dev/null >/dev/null 2>&1
            """.formatted(OOM_SCORE_ADJUST, SHARED_MEMORY, READY, READY);

    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9.-]{1,64}");
    private static final Pattern SYSCTL = Pattern.compile("(net|kernel|fs)([./][a-z0-9_-]+)+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]{1,256}");

    private final Process process;
    private final BufferedReader says;
    private final BufferedWriter hears;
    private final ProcessId id;
    private final String address;
    private final Path folder;

    private Holder(Process process, String address, Path folder) throws IOException {
        this.process = process;
        this.id = ProcessId.of(process.pid());
        this.says = process.inputReader(StandardCharsets.UTF_8);
        this.hears = process.outputWriter(StandardCharsets.UTF_8);
        this.address = address;
        this.folder = folder;
    }

    /**
     * Starts one in an empty folder; its namespaces are there when this returns.
     *
     * @param device name of its other end, in the agent's namespace
     */
    static Holder start(Bridge bridge, String address, String device, Path folder) throws IOException {
        Path sharedMemory = Files.createDirectories(folder.resolve("shm"));
        Process process = new ProcessBuilder(
                        "setsid",
                        "unshare",
                        "--net",
                        "--ipc",
                        "--uts",
                        "--",
                        "sh",
                        "-c",
                        SCRIPT,
                        "beemesh-pod",
                        Long.toString(ProcessHandle.current().pid()),
                        device,
                        address + "/" + AddressRange.PREFIX,
                        bridge.range().gateway(),
                        sharedMemory.toString())
                .redirectErrorStream(true)
                .directory(Path.of("/").toFile())
                .start();
        boolean started = false;
        try {
            Holder holder = new Holder(process, address, folder);
            holder.awaitReady();
            bridge.connect(device);
            started = true;
            return holder;
        } finally {
            if (!started) {
                process.destroyForcibly();
            }
        }
    }

    /** Tells it whose it is, and lets go of it. */
    void settle(String hostname, Map<String, String> sysctls) throws IOException {
        requirePlain(hostname, HOSTNAME);
        for (Map.Entry<String, String> sysctl : sysctls.entrySet()) {
            requirePlain(sysctl.getKey(), SYSCTL);
            requirePlain(sysctl.getValue(), VALUE);
        }
        hears.write(hostname + "\n"
                + sysctls.entrySet().stream()
                        .map(entry -> entry.getKey().replace('.', '/') + " " + entry.getValue() + "\n")
                        .collect(Collectors.joining())
                + "end\n");
        hears.flush();
        awaitReady();
        hears.close();
        says.close();
    }

    /** What it hears is lines: nothing in them may end one, or lead out of its folder. */
    private static void requirePlain(String text, Pattern pattern) throws IOException {
        if (!pattern.matcher(text).matches()) {
            throw new IOException("a pod's network cannot be set up with \"" + text + "\" (expected: " + pattern + ")");
        }
    }

    private void awaitReady() throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = says.readLine(); line != null; line = says.readLine()) {
            if (line.equals(READY)) {
                return;
            }
            said.append(' ').append(line);
        }
        throw new IOException("a pod's network cannot be set up:" + said);
    }

    /** What a pod will have. */
    PodNetwork network() {
        return new PodNetwork(id, address, folder);
    }

    String address() {
        return address;
    }

    Path folder() {
        return folder;
    }

    void kill() {
        process.destroyForcibly();
    }
}
