package io.beemesh.provider.node;

import io.fabric8.kubernetes.api.model.Taint;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the virtual node is to be.
 *
 * @param name of the Node object
 * @param address where the API server reaches the kubelet API, the node's InternalIP
 * @param mesh that the node stands for
 * @param kubeletPort of the kubelet API
 * @param labels besides those that every virtual node has
 * @param taints that keep pods away; usually {@link #TAINT}
 * @param version of the provider, such as {@code 0.1.0}
 */
public record NodeSettings(
        String name,
        InetAddress address,
        String mesh,
        int kubeletPort,
        Map<String, String> labels,
        List<Taint> taints,
        String version,
        Pace pace) {
    /** Keeps away pods that do not ask for the mesh. */
    public static final Taint TAINT = new Taint("NoSchedule", "virtual-kubelet.io/provider", null, "beemesh");

    /** Keeps a copy. */
    public NodeSettings {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }

    /** The node of a pool of the same mesh: another name, other labels, and taints besides those of the mesh's. */
    public NodeSettings pooled(String pooledName, Map<String, String> pooledLabels, List<Taint> pooledTaints) {
        List<Taint> all = Stream.concat(taints.stream(), pooledTaints.stream()).toList();
        return new NodeSettings(pooledName, address, mesh, kubeletPort, pooledLabels, all, version, pace);
    }

    /**
     * How often the cluster hears of the node.
     *
     * @param leaseValid after which the cluster takes the node for lost
     * @param leaseEvery between two renewals of the lease
     * @param statusEvery between two writes of the status when nothing changes
     * @param statusGap between two writes of the status at least
     * @param settle how long a node that was there before keeps its status until hosts are back
     */
    public record Pace(
            Duration leaseValid, Duration leaseEvery, Duration statusEvery, Duration statusGap, Duration settle) {
        /** Refuses a lease that would run out between two renewals. */
        public Pace {
            if (leaseValid.compareTo(leaseEvery.multipliedBy(2)) < 0) {
                throw new IllegalArgumentException("lease: valid for " + leaseValid + ", renewed every " + leaseEvery
                        + " (expected: twice at least)");
            }
        }

        /** The kubelet's. */
        public static Pace kubelet() {
            return new Pace(
                    Duration.ofSeconds(40),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(20));
        }
    }
}
