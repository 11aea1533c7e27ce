package io.beemesh.agent.cli;

import io.beemesh.agent.home.HostSettings;
import io.beemesh.agent.spec.Quantity;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code join} that say how the host is to be; they are kept for {@code run}. */
final class HostOptions {
    @Option(
            names = "--podman-root",
            paramLabel = "DIR",
            defaultValue = "${env:BEEMESH_PODMAN_ROOT}",
            description = "where Podman keeps images and containers (default: Podman's own)")
    String podmanRoot = "";

    @Option(
            names = "--podman-runroot",
            paramLabel = "DIR",
            defaultValue = "${env:BEEMESH_PODMAN_RUNROOT}",
            description = "where Podman keeps what ends with a reboot (default: Podman's own)")
    String podmanRunRoot = "";

    @Option(
            names = "--socket",
            paramLabel = "FILE",
            defaultValue = "${env:BEEMESH_PODMAN_SOCKET}",
            description = "Podman's socket; if nobody answers there, a service is started (default: in the home)")
    String socket = "";

    @Option(
            names = "--allow",
            paramLabel = "WHAT",
            split = ",",
            description = "what pods may do to this host: privileged, hostNetwork, hostPID, hostIPC, hostPath (default:"
                    + " none of it)")
    List<String> allow = List.of();

    @Option(
            names = "--seccomp-profiles",
            paramLabel = "DIR",
            description = "the profiles that pods may name with the type Localhost (default: none)")
    String seccompProfiles = "";

    @Option(
            names = "--reserve",
            paramLabel = "R=Q",
            split = ",",
            description = "what pods may not have, such as cpu=500m,memory=512Mi (default: nothing)")
    Map<String, String> reserve = new LinkedHashMap<>();

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            split = ",",
            description = "where other hosts can dial this one, such as /ip4/192.0.2.7/tcp/4002 (default: nowhere)")
    List<String> listen = List.of();

    HostSettings settings() throws CliFailure {
        Set<String> allowed = new TreeSet<>(allow);
        allowed.removeAll(HostSettings.ALLOWABLE);
        if (!allowed.isEmpty()) {
            throw usage(
                    "--allow " + String.join(",", allowed),
                    "name some of privileged, hostNetwork, hostPID, hostIPC, hostPath");
        }
        Set<String> unknown = new TreeSet<>(reserve.keySet());
        unknown.removeAll(Set.of("cpu", "memory"));
        if (!unknown.isEmpty()) {
            throw usage("--reserve " + String.join(",", unknown), "reserve cpu and memory, such as cpu=500m");
        }
        return new HostSettings(
                new HostSettings.PodmanPlace(orEmpty(socket), orEmpty(podmanRoot), orEmpty(podmanRunRoot)),
                new TreeSet<>(allow),
                new HostSettings.Reserve(quantity("cpu"), quantity("memory")),
                seccompProfiles.isEmpty()
                        ? ""
                        : Path.of(seccompProfiles).toAbsolutePath().normalize().toString(),
                addresses());
    }

    private List<Multiaddr> addresses() throws CliFailure {
        List<Multiaddr> addresses = new ArrayList<>();
        for (String text : listen) {
            if (!text.matches("/ip[46]/[^/]+/tcp/[1-9][0-9]{0,4}") || text.matches("/ip[46]/(0\\.0\\.0\\.0|::)/.*")) {
                throw usage("--listen " + text, "name an address of this machine, such as /ip4/192.0.2.7/tcp/4002");
            }
            try {
                addresses.add(Multiaddr.parse(text));
            } catch (IllegalArgumentException e) {
                throw usage("--listen " + text, String.valueOf(e.getMessage()));
            }
        }
        return addresses;
    }

    private Quantity quantity(String resource) throws CliFailure {
        try {
            return Quantity.parse(reserve.getOrDefault(resource, "0"));
        } catch (IllegalArgumentException e) {
            throw usage("--reserve " + resource, String.valueOf(e.getMessage()));
        }
    }

    private static String orEmpty(@Nullable String given) {
        return given == null ? "" : given;
    }

    private static CliFailure usage(String what, String advice) {
        return CliFailure.code(CliFailure.USAGE, what + " is not understood")
                .because("it is none of the known words")
                .advise(advice);
    }
}
