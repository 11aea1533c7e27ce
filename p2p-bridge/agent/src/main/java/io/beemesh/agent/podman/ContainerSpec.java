package io.beemesh.agent.podman;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A container to make in a pod. The parts that most containers leave alone have {@code with...} methods.
 *
 * @param name see {@link ContainerKey#containerName()}
 * @param pod name or id of its pod
 * @param image id or name of an image that is there
 * @param labels see {@link ContainerKey#labels()}
 * @param program what runs in it
 * @param mounts files and folders of the machine to show in it
 * @param resources bounds and weights
 * @param security what it may do
 * @param images whose files are shown in it
 * @param seesProcessesOf id of a running container whose processes are its processes too; empty for none
 */
public record ContainerSpec(
        String name,
        String pod,
        String image,
        Map<String, String> labels,
        Program program,
        List<Mount> mounts,
        Resources resources,
        Security security,
        List<ImageMount> images,
        String seesProcessesOf) {

    /** Keeps copies. */
    public ContainerSpec {
        labels = Map.copyOf(labels);
        mounts = List.copyOf(mounts);
        images = List.copyOf(images);
    }

    /** A container that runs its image's own command with no bound. */
    public static ContainerSpec of(ContainerKey key, String image) {
        return new ContainerSpec(
                key.containerName(),
                key.pod().podName(),
                image,
                key.labels(),
                Program.OF_IMAGE,
                List.of(),
                Resources.UNBOUNDED,
                Security.DEFAULT,
                List.of(),
                "");
    }

    /** A copy with one label more. */
    public ContainerSpec withLabel(String label, String value) {
        Map<String, String> more = new HashMap<>(labels);
        more.put(label, value);
        return new ContainerSpec(name, pod, image, more, program, mounts, resources, security, images, seesProcessesOf);
    }

    /** A copy with another process. */
    public ContainerSpec withProgram(Program other) {
        return new ContainerSpec(name, pod, image, labels, other, mounts, resources, security, images, seesProcessesOf);
    }

    /** A copy with other mounts. */
    public ContainerSpec withMounts(List<Mount> other) {
        return new ContainerSpec(
                name, pod, image, labels, program, other, resources, security, images, seesProcessesOf);
    }

    /** A copy with other bounds. */
    public ContainerSpec withResources(Resources other) {
        return new ContainerSpec(name, pod, image, labels, program, mounts, other, security, images, seesProcessesOf);
    }

    /** A copy with other rights. */
    public ContainerSpec withSecurity(Security other) {
        return new ContainerSpec(name, pod, image, labels, program, mounts, resources, other, images, seesProcessesOf);
    }

    /** A copy with images shown in it. */
    public ContainerSpec withImages(List<ImageMount> other) {
        return new ContainerSpec(
                name, pod, image, labels, program, mounts, resources, security, other, seesProcessesOf);
    }

    /** A copy that shares the processes of a running container of its pod. */
    public ContainerSpec withProcessesOf(String container) {
        return new ContainerSpec(name, pod, image, labels, program, mounts, resources, security, images, container);
    }

    /**
     * What runs.
     *
     * @param command replaces the image's entrypoint (and drops its arguments) unless empty
     * @param args replace the image's arguments unless empty
     * @param environment added to the image's; never logged
     * @param workingDir instead of the image's, or null
     * @param console terminal and standard input
     * @param stopSignal such as SIGUSR1, instead of the image's, or null
     */
    public record Program(
            List<String> command,
            List<String> args,
            Map<String, String> environment,
            @Nullable String workingDir,
            Console console,
            @Nullable String stopSignal) {
        /** What the image says. */
        public static final Program OF_IMAGE = new Program(List.of(), List.of(), Map.of(), null, Console.NONE, null);

        /** Keeps copies. */
        public Program {
            command = List.copyOf(command);
            args = List.copyOf(args);
            environment = Map.copyOf(environment);
        }

        /** A command with arguments instead of the image's. */
        public static Program of(String... command) {
            return new Program(List.of(command), List.of(), Map.of(), null, Console.NONE, null);
        }

        /** A copy with another environment. */
        public Program withEnvironment(Map<String, String> other) {
            return new Program(command, args, other, workingDir, console, stopSignal);
        }

        /** A copy with another console. */
        public Program withConsole(Console other) {
            return new Program(command, args, environment, workingDir, other, stopSignal);
        }

        /** Without the values of the environment, which may be secret. */
        @Override
        public String toString() {
            return "Program[command=" + command + ", args=" + args + ", environment=" + environment.keySet()
                    + ", workingDir=" + workingDir + ", console=" + console + ", stopSignal=" + stopSignal + "]";
        }
    }

    /**
     * Terminal and standard input of a process.
     *
     * @param tty whether it has a terminal
     * @param stdin whether its standard input is kept open for {@link Podman#attach}
     * @param stdinOnce whether the end of the first attachment's input is the end of its input
     */
    public record Console(boolean tty, boolean stdin, boolean stdinOnce) {
        /** No terminal, no input. */
        public static final Console NONE = new Console(false, false, false);
    }

    /**
     * The files of an image, shown in the container; nobody can change them.
     *
     * @param image id of one that is there
     * @param target absolute path in the container
     */
    public record ImageMount(String image, String target) {}

    /**
     * A file or folder of the machine, shown in the container.
     *
     * @param source absolute path on the machine
     * @param target absolute path in the container
     * @param readOnly whether the container may not write to it
     * @param propagation of what is mounted below it later
     */
    public record Mount(String source, String target, boolean readOnly, Propagation propagation) {
        /** One that sees nothing of what is mounted later. */
        public Mount(String source, String target, boolean readOnly) {
            this(source, target, readOnly, Propagation.NONE);
        }

        /** Refuses relative paths. */
        public Mount {
            if (!source.startsWith("/") || !target.startsWith("/")) {
                throw new IllegalArgumentException(
                        "mount of \"" + source + "\" at \"" + target + "\" (expected: two absolute paths)");
            }
        }
    }

    /** Who sees what is mounted below a mount after it was made. */
    public enum Propagation {
        /** Only who mounted it. */
        NONE,
        /** The container sees what the machine mounts. */
        FROM_MACHINE,
        /** Each sees what the other mounts. */
        BOTH_WAYS
    }

    /**
     * Bounds and weights; 0 is none.
     *
     * @param cpuMillis at most, in thousandths of a processor
     * @param cpuShares weight against others when processors are short (cgroup v1 scale, 2..262144)
     * @param memoryBytes at most; what needs more is killed (OOM)
     * @param pids processes and threads at most
     * @param oomScoreAdjust -1000..1000: who is killed first when the machine has no memory left
     */
    public record Resources(long cpuMillis, long cpuShares, long memoryBytes, long pids, int oomScoreAdjust) {
        /** No bound, no weight. */
        public static final Resources UNBOUNDED = new Resources(0, 0, 0, 0, 0);
    }

    /**
     * What a container may do.
     *
     * @param user {@code uid}, {@code uid:gid} or names, instead of the image's, or null
     * @param groups more group ids
     * @param addCapabilities such as {@code NET_ADMIN}, without {@code CAP_}; {@code ALL} for all
     * @param dropCapabilities likewise
     * @param privileged whether it may do all that root of the machine may
     * @param readOnlyRoot whether its root file system cannot be written
     * @param noNewPrivileges whether no process in it can gain rights
     * @param seccomp what filters system calls: empty for Podman's own profile, {@code unconfined} for nothing, or the
     *     absolute path of a file with a profile
     * @param selinux parts of a label, such as {@code level:s0}, where the machine labels
     * @param ofMachine its namespaces that are the machine's: {@code pid}, {@code ipc}
     */
    public record Security(
            @Nullable String user,
            List<String> groups,
            List<String> addCapabilities,
            List<String> dropCapabilities,
            boolean privileged,
            boolean readOnlyRoot,
            boolean noNewPrivileges,
            String seccomp,
            List<String> selinux,
            Set<String> ofMachine) {
        /** What Podman gives to any container. */
        public static final Security DEFAULT =
                new Security(null, List.of(), List.of(), List.of(), false, false, false, "", List.of(), Set.of());

        /** Keeps copies. */
        public Security {
            groups = List.copyOf(groups);
            addCapabilities = List.copyOf(addCapabilities);
            dropCapabilities = List.copyOf(dropCapabilities);
            selinux = List.copyOf(selinux);
            ofMachine = Set.copyOf(ofMachine);
        }
    }
}
