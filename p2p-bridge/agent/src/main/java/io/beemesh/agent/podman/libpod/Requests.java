package io.beemesh.agent.podman.libpod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.network.PodNetwork;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.PodSpec;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is to be made, as libpod's create endpoints (SpecGenerator, PodSpecGenerator) take it. */
final class Requests {

    /** What is added to a pod's name for its infra container. */
    static final String INFRA_SUFFIX = ".infra";

    /** A log that grows over this is begun anew by conmon: the kubelet's containerLogMaxSize. */
    private static final long LOG_BYTES_MAX = 10L << 20;

    private static final String OF_MACHINE = "host";
    private static final String SHARED_MEMORY = "/dev/shm";

    private static final long CPU_PERIOD_MICROS = 100_000;

    private final Libpod libpod;
    private final String infraImage;

    Requests(Libpod libpod, String infraImage) {
        this.libpod = libpod;
        this.infraImage = infraImage;
    }

    /** A pod whose containers join a network of ours; fills an empty object. */
    static ObjectNode heldPod(ObjectNode pod, PodSpec spec) {
        pod.put("name", spec.name()).put("no_infra", true);
        putMap(pod, "labels", spec.labels());
        return pod;
    }

    ObjectNode pod(PodSpec spec) {
        ObjectNode pod = libpod.object().put("name", spec.name()).put("infra_name", spec.name() + INFRA_SUFFIX);
        if (!infraImage.isEmpty()) {
            pod.put("infra_image", infraImage);
        }
        pod.put("no_manage_hosts", true);
        putMap(pod, "labels", spec.labels());
        putMap(pod, "sysctl", spec.sysctls());
        PodSpec.Network network = spec.network();
        if (network.host()) {
            pod.putObject("netns").put("nsmode", "host");
            // Else its host name would be the pod's name, which may be longer than a host name can be.
            pod.putObject("utsns").put("nsmode", "host");
        } else {
            pod.put("hostname", spec.hostname());
        }
        putAll(pod, "dns_server", network.dns().servers());
        putAll(pod, "dns_search", network.dns().searches());
        putAll(pod, "dns_option", network.dns().options());
        network.ports().forEach(port -> putPort(pod, port));
        if (spec.sharedPids()) {
            putAll(pod, "shared_namespaces", List.of("ipc", "net", "uts", "pid"));
        }
        return pod;
    }

    private static void putPort(ObjectNode pod, PodSpec.Port port) {
        pod.withArray("portmappings")
                .addObject()
                .put("host_ip", port.hostAddress())
                .put("host_port", port.hostPort())
                .put("container_port", port.podPort())
                .put("protocol", port.protocol());
    }

    /** Fills an empty object. */
    static ObjectNode container(ObjectNode container, ContainerSpec spec) {
        container.put("name", spec.name()).put("pod", spec.pod()).put("image", spec.image());
        putMap(container, "labels", spec.labels());
        container.putObject("log_configuration").put("driver", "k8s-file").put("size", LOG_BYTES_MAX);
        putProgram(container, spec.program());
        putResources(container, spec.resources());
        putSecurity(container, spec.security());
        // Podman would write the container's user into its /etc/passwd.
        container.put("manage_password", false);
        ArrayNode mounts = container.putArray("mounts");
        spec.mounts().forEach(mount -> putMount(mounts, mount));
        ArrayNode images = container.putArray("image_volumes");
        spec.images().forEach(image -> images.addObject()
                .put("Source", image.image())
                .put("Destination", image.target())
                .put("ReadWrite", false));
        return container;
    }

    /** Has a container join a network. */
    static void join(ObjectNode container, PodNetwork network) {
        for (String kind : List.of("net", "ipc", "uts")) {
            if (container.has(kind + "ns")) {
                continue; // the machine's
            }
            container
                    .putObject(kind + "ns")
                    .put("nsmode", "path")
                    .put("value", network.namespace(kind).toString());
        }
        ArrayNode mounts = container.withArray("mounts");
        Set<String> targets = new HashSet<>();
        mounts.forEach(mount -> targets.add(mount.path("destination").asText()));
        if (container.at("/ipcns/nsmode").asText().equals(OF_MACHINE)) {
            targets.add(SHARED_MEMORY); // the machine's
        }
        Map.of(SHARED_MEMORY, network.sharedMemory(), "/etc/resolv.conf", network.resolvConf())
                .forEach((target, source) -> {
                    if (!targets.contains(target)) {
                        boolean readOnly = target.equals("/etc/resolv.conf")
                                && container.path("read_only_filesystem").asBoolean();
                        putMount(mounts, new ContainerSpec.Mount(source.toString(), target, readOnly));
                    }
                });
    }

    /** Has a container see the processes of the container that a process is in. */
    static void joinProcesses(ObjectNode container, long pid) {
        container.putObject("pidns").put("nsmode", "path").put("value", "/proc/" + pid + "/ns/pid");
    }

    private static void putProgram(ObjectNode container, ContainerSpec.Program program) {
        putAll(container, "entrypoint", program.command());
        putAll(container, "command", program.args());
        putMap(container, "env", program.environment());
        if (program.workingDir() != null) {
            container.put("work_dir", program.workingDir());
        }
        if (program.stopSignal() != null) {
            container.put("stop_signal", Signals.number(program.stopSignal()));
        }
        ContainerSpec.Console console = program.console();
        container.put("terminal", console.tty()).put("stdin", console.stdin());
        // Podman adds these two to what the image and the pod say; the kubelet's runtime has TERM for a terminal only.
        ArrayNode unset = container.putArray("unsetenv").add("container");
        if (!console.tty() && !program.environment().containsKey("TERM")) {
            unset.add("TERM");
        }
    }

    private static void putMount(ArrayNode mounts, ContainerSpec.Mount mount) {
        ObjectNode bind = mounts.addObject()
                .put("type", "bind")
                .put("source", mount.source())
                .put("destination", mount.target());
        bind.putArray("options").add("rbind").add(option(mount.propagation())).add(mount.readOnly() ? "ro" : "rw");
    }

    private static String option(ContainerSpec.Propagation propagation) {
        return switch (propagation) {
            case NONE -> "rprivate";
            case FROM_MACHINE -> "rslave";
            case BOTH_WAYS -> "rshared";
        };
    }

    private static void putResources(ObjectNode container, ContainerSpec.Resources resources) {
        ObjectNode limits = limits(container.putObject("resource_limits"), resources);
        if (resources.pids() > 0) {
            limits.putObject("pids").put("limit", resources.pids());
        }
        if (resources.oomScoreAdjust() != 0) {
            container.put("oom_score_adj", resources.oomScoreAdjust());
        }
    }

    /** Bounds of memory and processors, and their weight; fills an empty object. */
    static ObjectNode limits(ObjectNode limits, ContainerSpec.Resources resources) {
        if (resources.memoryBytes() > 0) {
            // Swap is counted together with memory: an equal bound means none.
            limits.putObject("memory").put("limit", resources.memoryBytes()).put("swap", resources.memoryBytes());
        }
        ObjectNode cpu = limits.putObject("cpu");
        if (resources.cpuMillis() > 0) {
            long quotaMicros = Math.max(1000, resources.cpuMillis() * CPU_PERIOD_MICROS / 1000);
            cpu.put("quota", quotaMicros).put("period", CPU_PERIOD_MICROS);
        }
        if (resources.cpuShares() > 0) {
            cpu.put("shares", resources.cpuShares());
        }
        return limits;
    }

    private static void putSecurity(ObjectNode container, ContainerSpec.Security security) {
        if (security.user() != null) {
            container.put("user", security.user());
        }
        putAll(container, "groups", security.groups());
        putAll(container, "cap_add", security.addCapabilities());
        putAll(container, "cap_drop", security.dropCapabilities());
        container
                .put("privileged", security.privileged())
                .put("read_only_filesystem", security.readOnlyRoot())
                .put("no_new_privileges", security.noNewPrivileges());
        if (!security.seccomp().isEmpty()) {
            container.put("seccomp_profile_path", security.seccomp());
        }
        putAll(container, "selinux_opts", security.selinux());
        security.ofMachine().forEach(kind -> container.putObject(kind + "ns").put("nsmode", OF_MACHINE));
    }

    private static void putMap(ObjectNode node, String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            ObjectNode object = node.putObject(name);
            values.forEach(object::put);
        }
    }

    private static void putAll(ObjectNode node, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(name);
            values.forEach(array::add);
        }
    }
}
