package io.beemesh.agent.podman;

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
    public record Network(boolean host, Dns dns, List<Port> ports) {
        /** Keeps a copy. */
        public Network {
            ports = List.copyOf(ports);
        }

        /** Podman's default bridge with its own resolv.conf. */
        public static Network bridge() {
            return new Network(false, Dns.INHERITED, List.of());
        }
    }

    /**
     * What a resolv.conf says; with no server the machine's own is used.
     *
     * @param servers addresses
     * @param searches domains
     * @param options such as {@code ndots:5}
     */
    public record Dns(List<String> servers, List<String> searches, List<String> options) {
        /** As the machine has it. */
        public static final Dns INHERITED = new Dns(List.of(), List.of(), List.of());

        /** Keeps copies. */
        public Dns {
            servers = List.copyOf(servers);
            searches = List.copyOf(searches);
            options = List.copyOf(options);
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
