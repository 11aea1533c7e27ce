package io.beemesh.agent.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.spec.Quantity;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the owner wants the host to be.
 *
 * @param podman where Podman is
 * @param allow some of {@link HostPolicy#WORDS}
 * @param reserve what pods may not have: a CPU and a memory quantity
 * @param seccompProfiles an absolute path; empty for none
 * @param listen multiaddrs where other hosts can dial this one; none if it only dials
 */
public record HostSettings(
        PodmanPlace podman, Set<String> allow, Reserve reserve, String seccompProfiles, List<Multiaddr> listen) {
    /** The words of {@code --allow}. */
    public static final Set<String> ALLOWABLE = HostPolicy.WORDS;

    /** Copies the collections. */
    public HostSettings {
        allow = Set.copyOf(allow);
        listen = List.copyOf(listen);
    }

    /** Paths; empty ones are Podman's own or the agent's. */
    public record PodmanPlace(String socket, String root, String runRoot) {}

    /** Quantities as Kubernetes writes them. */
    public record Reserve(Quantity cpu, Quantity memory) {}

    /** What pods may do to the host. */
    public HostPolicy policy() {
        return new HostPolicy(
                allow, Optional.of(seccompProfiles).filter(it -> !it.isEmpty()).map(Path::of), Optional.empty());
    }

    /** What pods may not have. */
    public Amount reserved() {
        return new Amount(reserve.cpu().millis(), reserve.memory().units(), 0, 0);
    }

    void write(ObjectNode into) {
        into.put("socket", podman.socket()).put("podmanRoot", podman.root()).put("podmanRunroot", podman.runRoot());
        into.put("reserveCpu", reserve.cpu().text())
                .put("reserveMemory", reserve.memory().text());
        into.put("seccompProfiles", seccompProfiles);
        new TreeSet<>(allow).forEach(into.putArray("allow")::add);
        listen.forEach(address -> into.withArray("/listen").add(address.toString()));
    }

    static HostSettings read(JsonNode from) {
        Set<String> allow = new TreeSet<>();
        from.path("allow").forEach(word -> allow.add(word.asText()));
        List<Multiaddr> listen = new ArrayList<>();
        from.path("listen").forEach(address -> listen.add(Multiaddr.parse(address.asText())));
        return new HostSettings(
                new PodmanPlace(
                        from.path("socket").asText(),
                        from.path("podmanRoot").asText(),
                        from.path("podmanRunroot").asText()),
                allow,
                new Reserve(
                        Quantity.parse(from.path("reserveCpu").asText("0")),
                        Quantity.parse(from.path("reserveMemory").asText("0"))),
                from.path("seccompProfiles").asText(),
                listen);
    }
}
