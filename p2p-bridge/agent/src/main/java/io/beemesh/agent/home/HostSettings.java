package io.beemesh.agent.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.spec.Quantity;
import java.nio.file.Path;
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
 */
public record HostSettings(PodmanPlace podman, Set<String> allow, Reserve reserve, String seccompProfiles) {
    /** The words of {@code --allow}. */
    public static final Set<String> ALLOWABLE = HostPolicy.WORDS;

    /** Copies the set. */
    public HostSettings {
        allow = Set.copyOf(allow);
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
    }

    static HostSettings read(JsonNode from) {
        Set<String> allow = new TreeSet<>();
        from.path("allow").forEach(word -> allow.add(word.asText()));
        return new HostSettings(
                new PodmanPlace(
                        from.path("socket").asText(),
                        from.path("podmanRoot").asText(),
                        from.path("podmanRunroot").asText()),
                allow,
                new Reserve(
                        Quantity.parse(from.path("reserveCpu").asText("0")),
                        Quantity.parse(from.path("reserveMemory").asText("0"))),
                from.path("seccompProfiles").asText());
    }
}
