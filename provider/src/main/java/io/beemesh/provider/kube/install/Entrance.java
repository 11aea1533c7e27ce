package io.beemesh.provider.kube.install;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Optional;

/**
 * A way into a Service from outside of the cluster.
 *
 * @param host an IP address or a DNS name
 * @param port a TCP port
 */
public record Entrance(String host, int port) {
    /**
     * The best ways to the first port of a Service: its load balancer's; until it has one, the port that every node
     * opens for it, at the node that is given; else its address inside the cluster.
     *
     * @param node the address of a node of the cluster, if one is known
     */
    static List<Entrance> of(Service service, Optional<String> node) {
        ServicePort port = service.getSpec().getPorts().getFirst();
        List<Entrance> balanced = ingresses(service).stream()
                .map(ingress -> Optional.ofNullable(ingress.getIp()).orElse(ingress.getHostname()))
                .map(host -> new Entrance(host, port.getPort()))
                .toList();
        if (!balanced.isEmpty()) {
            return balanced;
        }
        if (port.getNodePort() != null && node.isPresent()) {
            return List.of(new Entrance(node.get(), port.getNodePort()));
        }
        return List.of(new Entrance(service.getSpec().getClusterIP(), port.getPort()));
    }

    private static List<LoadBalancerIngress> ingresses(Service service) {
        if (service.getStatus() == null || service.getStatus().getLoadBalancer() == null) {
            return List.of();
        }
        return service.getStatus().getLoadBalancer().getIngress();
    }

    /** As a multiaddr has it, for example {@code /ip4/192.0.2.1/tcp/4001}. */
    public String multiaddr() {
        String kind = host.contains(":") ? "ip6" : host.matches("[0-9.]+") ? "ip4" : "dns";
        return "/" + kind + "/" + host + "/tcp/" + port;
    }
}
