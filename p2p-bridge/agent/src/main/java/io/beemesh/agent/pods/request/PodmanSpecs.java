package io.beemesh.agent.pods.request;

import io.beemesh.agent.images.ImageOutcome;
import io.beemesh.agent.network.Resolver;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.env.Environment;
import io.beemesh.agent.pods.env.MissingValue;
import io.beemesh.agent.pods.security.Accounts;
import io.beemesh.agent.pods.security.RunAs;
import io.beemesh.agent.pods.status.Qos;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Network;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Security;
import io.beemesh.agent.spec.Sharing;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a pod asks, in Podman's words; pure. */
public final class PodmanSpecs {
    private static final int HOSTNAME_MAX = 63;
    private static final long SHARES_MIN = 2;
    private static final long SHARES_MAX = 262_144;
    private static final String NDOTS = "ndots:5";

    private PodmanSpecs() {}

    /** The pod itself, without its containers. */
    public static PodSpec pod(Assignment assignment) {
        Pod pod = assignment.pod();
        PodSpec.Network network = new PodSpec.Network(pod.network().hostNetwork(), dns(assignment), hostPorts(pod));
        return new PodSpec(
                assignment.key().podName(),
                assignment.key().labels(),
                hostname(pod),
                network,
                pod.sharing().processes(),
                pod.security().sysctls());
    }

    /** What the pod's containers see as their host name. */
    public static String hostname(Pod pod) {
        String wished = pod.network().hostname().isEmpty()
                ? pod.meta().name()
                : pod.network().hostname();
        String cut = wished.length() > HOSTNAME_MAX ? wished.substring(0, HOSTNAME_MAX) : wished;
        String label = cut.replaceAll("[-.]+$", "");
        String domain = domain(pod);
        return pod.network().fqdnHostname() && !domain.isEmpty() ? label + "." + domain : label;
    }

    /** The pod's domain; empty without a subdomain. */
    public static String domain(Pod pod) {
        String subdomain = pod.network().subdomain();
        return subdomain.isEmpty() ? "" : subdomain + "." + pod.meta().namespace() + ".svc.cluster.local";
    }

    private static Resolver dns(Assignment assignment) {
        Network network = assignment.pod().network();
        boolean cluster = network.dnsPolicy().equals("ClusterFirstWithHostNet")
                || (network.dnsPolicy().equals("ClusterFirst") && !network.hostNetwork());
        List<String> servers = cluster ? assignment.order().getDnsServersList() : List.of();
        List<String> searches =
                servers.isEmpty() ? List.of() : assignment.order().getDnsSearchesList();
        List<String> options = servers.isEmpty() ? List.of() : List.of(NDOTS);
        return new Resolver(
                joined(servers, network.dns().nameservers()),
                joined(searches, network.dns().searches()),
                options(options, network.dns().options()));
    }

    private static List<String> joined(List<String> first, List<String> then) {
        Set<String> all = new LinkedHashSet<>(first);
        all.addAll(then);
        return List.copyOf(all);
    }

    private static List<String> options(List<String> base, List<String> own) {
        Set<String> named = new LinkedHashSet<>();
        own.forEach(option -> named.add(option.split(":", 2)[0]));
        return Stream.concat(base.stream().filter(o -> !named.contains(o.split(":", 2)[0])), own.stream())
                .toList();
    }

    private static List<PodSpec.Port> hostPorts(Pod pod) {
        if (pod.network().hostNetwork()) {
            return List.of();
        }
        // As those that a host's admission counts: of what runs once, before the others, none is opened.
        return pod.lastingContainers()
                .flatMap(c -> c.ports().stream())
                .filter(port -> port.hostPort() > 0)
                .map(port -> new PodSpec.Port(
                        port.hostIp(),
                        port.hostPort(),
                        port.containerPort(),
                        port.protocol().toLowerCase(Locale.ROOT)))
                .toList();
    }

    /**
     * What runs in a container, with its environment.
     *
     * @param hostname that it sees, and finds in {@code HOSTNAME} unless the pod says otherwise
     */
    public static ContainerSpec.Program program(Container container, Environment environment, String hostname) {
        Map<String, String> variables = new HashMap<>(environment.variables());
        variables.putIfAbsent("HOSTNAME", hostname);
        ContainerSpec.Console console = new ContainerSpec.Console(
                container.terminal().tty(),
                container.terminal().stdin(),
                container.terminal().stdinOnce());
        return new ContainerSpec.Program(
                environment.expand(container.command()),
                environment.expand(container.args()),
                variables,
                container.workingDir().isEmpty() ? null : container.workingDir(),
                console,
                container.hooks().stopSignal().isEmpty()
                        ? null
                        : container.hooks().stopSignal());
    }

    /** A container's bounds and weights. */
    public static ContainerSpec.Resources resources(Pod pod, Container container, Host.Memory memory) {
        long limitMillis = container.resources().limit("cpu").millis();
        long askedMillis = container.resources().request("cpu").millis();
        long shares = Math.clamp(askedMillis * 1024 / 1000, SHARES_MIN, SHARES_MAX);
        return new ContainerSpec.Resources(
                limitMillis,
                shares,
                container.resources().limit("memory").units(),
                0,
                Math.max(memory.oomScoreFloor(), Qos.of(pod).oomScoreAdjust(container, memory.bytes())));
    }

    /**
     * What a container may do.
     *
     * @param image that it is made from
     * @param policy of the host, with its profiles
     * @throws MissingValue it must not be root, and would be
     */
    public static ContainerSpec.Security security(
            Pod pod, Container container, ImageOutcome.Available image, HostPolicy policy) throws MissingValue {
        String imageUser = image.user();
        Security.OfContainer own = container.security();
        RunAs runAs = RunAs.of(pod.security(), own);
        Set<String> groups = new LinkedHashSet<>();
        runAs.firstGroup(imageUser, new Accounts(image.layers())).ifPresent(group -> groups.add(Long.toString(group)));
        pod.security().supplementalGroups().forEach(group -> groups.add(Long.toString(group)));
        pod.security().fsGroup().ifPresent(group -> groups.add(Long.toString(group)));
        return new ContainerSpec.Security(
                runAs.user(imageUser, pod, container),
                List.copyOf(groups),
                runAs.added(own.addCapabilities(), imageUser),
                own.dropCapabilities(),
                own.privileged(),
                own.readOnlyRoot(),
                !own.allowEscalation().orElse(true),
                seccomp(own.seccomp().or(() -> pod.security().seccomp()), own.privileged(), policy),
                own.selinux().isEmpty() ? pod.security().selinux() : own.selinux(),
                ofMachine(pod.sharing()));
    }

    /** As with containerd, no profile holds a privileged container. */
    private static String seccomp(Optional<String> asked, boolean privileged, HostPolicy policy) {
        if (asked.filter("Unconfined"::equals).isPresent()) {
            return "unconfined";
        }
        Optional<Path> file = asked.isEmpty() ? policy.usualFilter() : asked.flatMap(policy::file);
        return privileged ? "" : file.map(Path::toString).orElse("");
    }

    private static Set<String> ofMachine(Sharing sharing) {
        Set<String> kinds = new LinkedHashSet<>();
        if (sharing.hostProcesses()) {
            kinds.add("pid");
        }
        if (sharing.hostIpc()) {
            kinds.add("ipc");
        }
        return kinds;
    }

    /** Who sees what is mounted below a mount later. */
    public static ContainerSpec.Propagation propagation(Container.Mount mount) {
        return switch (mount.propagation()) {
            case "HostToContainer" -> ContainerSpec.Propagation.FROM_MACHINE;
            case "Bidirectional" -> ContainerSpec.Propagation.BOTH_WAYS;
            default -> ContainerSpec.Propagation.NONE;
        };
    }
}
