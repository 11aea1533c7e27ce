package io.beemesh.agent.pods.admission;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ports of the host that pods have; a program that is no pod's shows only when the port is opened. Immutable.
 *
 * <p><i>Source:</i> the scheduler's nodeports plugin and HostPortInfo, which the kubelet asks as well.
 *
 * @param taken no more than the pods have
 */
public record HostPorts(Set<Port> taken) {
    private static final Admission.Verdict.Refused OF_NODE = new Admission.Verdict.Refused(
            "NodePorts",
            "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
            false);

    /** Copies the set. */
    public HostPorts {
        taken = Set.copyOf(taken);
    }

    /**
     * A port of the host.
     *
     * @param address of the host that it is on; {@link #ALL} for all of them
     */
    record Port(String address, String protocol, int number) {
        private static final String ALL = "0.0.0.0";

        private static Port of(Container.Port port) {
            return new Port(port.hostIp().isEmpty() ? ALL : port.hostIp(), port.protocol(), port.hostPort());
        }

        private boolean collides(Port other) {
            boolean meets = address.equals(ALL) || other.address.equals(ALL) || address.equals(other.address);
            return meets && protocol.equals(other.protocol) && number == other.number;
        }
    }

    /** Those of some pods. */
    public static HostPorts of(Collection<Pod> pods) {
        return new HostPorts(pods.stream().flatMap(HostPorts::of).collect(Collectors.toSet()));
    }

    /** Of what runs once, before the others, none is kept free. */
    private static Stream<Port> of(Pod pod) {
        return pod.lastingContainers()
                .flatMap(container -> container.ports().stream())
                .filter(port -> port.hostPort() > 0)
                .map(Port::of);
    }

    /** Why a pod cannot have the ports that it asks for beside others of its node; empty if it can. */
    public Optional<Admission.Verdict.Refused> refuses(Pod pod) {
        return collision(pod).map(port -> OF_NODE);
    }

    /** The same beside pods of other nodes and clusters, which its scheduler cannot know of. */
    public Optional<Admission.Verdict.Refused> refusesStranger(Pod pod) {
        return collision(pod)
                .map(port -> new Admission.Verdict.Refused(
                        "HostPortTaken",
                        "port " + port.number() + "/" + port.protocol()
                                + " of the host is taken by a pod of another node or cluster",
                        false));
    }

    private Optional<Port> collision(Pod pod) {
        return of(pod).filter(port -> taken.stream().anyMatch(port::collides)).findFirst();
    }
}
