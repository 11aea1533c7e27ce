package io.beemesh.agent.podman;

import io.beemesh.agent.network.Resolver;
import java.util.List;
import java.util.Map;

/**
 * A pod to make.
 *
 * @param name see {@link PodKey#podName()}
 * @param labels see {@link PodKey#labels()}
 * @param hostname what its containers see as their host name
 * @param network how it is connected
 * @param sharedPids whether its containers see each other's processes
 * @param sysctls kernel parameters of its namespaces
 */
public record PodSpec(
        String name,
        Map<String, String> labels,
        String hostname,
        Network network,
        boolean sharedPids,
        Map<String, String> sysctls) {

    /** Keeps copies. */
    public PodSpec {
        labels = Map.copyOf(labels);
        sysctls = Map.copyOf(sysctls);
    }

    /** A pod on the bridge with its own process namespaces and Podman's resolv.conf. */
    public static PodSpec of(PodKey key, String hostname) {
        return new PodSpec(key.podName(), key.labels(), hostname, Network.bridge(), false, Map.of());
    }

    /** A copy with another network. */
    public PodSpec withNetwork(Network other) {
        return new PodSpec(name, labels, hostname, other, sharedPids, sysctls);
    }

    /**
     * How a pod is connected.
     *
     * @param host whether it uses the machine's own network
     * @param dns what its resolv.conf says
     * @param ports of the machine that lead into the pod
     */
    public record Network(boolean host, Resolver dns, List<Port> ports) {
        /** Keeps a copy. */
        public Network {
            ports = List.copyOf(ports);
        }

        /** Podman's default bridge with its own resolv.conf. */
        public static Network bridge() {
            return new Network(false, Resolver.OF_HOST, List.of());
        }
    }

    /**
     * A port of the machine that leads to a port of the pod.
     *
     * @param hostAddress to listen on; empty for all
     * @param hostPort on the machine
     * @param podPort in the pod
     * @param protocol {@code tcp}, {@code udp} or {@code sctp}
     */
    public record Port(String hostAddress, int hostPort, int podPort, String protocol) {}
}
