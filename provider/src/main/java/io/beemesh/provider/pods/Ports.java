package io.beemesh.provider.pods;

import io.beemesh.mesh.pod.PodClient;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.kube.pod.EventRecorder;
import io.beemesh.provider.kube.pod.ObjectReaders;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kube.pod.StatusWriter;
import io.beemesh.provider.kube.storage.VolumePins;
import io.beemesh.provider.state.Grouping;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * All that the controller works with.
 *
 * @param cluster the API server's side
 * @param mesh the hosts' side
 * @param clock tells deadlines
 * @param random spreads retries and breaks ties; must bear use by many threads
 */
public record Ports(Cluster cluster, Mesh mesh, Clock clock, RandomGenerator random) {
    /**
     * The API server's side.
     *
     * @param pods of all nodes of the mesh
     * @param writer of their status
     * @param events recorder
     * @param readers of what pods name
     * @param pins of volumes to the hosts that have their data
     */
    public record Cluster(
            PodSource pods, StatusWriter writer, EventRecorder events, ObjectReaders readers, VolumePins pins) {}

    /**
     * The hosts' side.
     *
     * @param table of hosts
     * @param belonging which hosts belong to a pod's node
     * @param client that asks them
     * @param acknowledge tells a host up to which report all is settled; returns at once
     * @param groups of stateful workloads
     */
    public record Mesh(
            HostTable table,
            Belonging belonging,
            PodClient client,
            Consumer<HostReport.Origin> acknowledge,
            Grouping groups) {}

    /** Which hosts belong to which node of the mesh; each belongs to one. */
    @FunctionalInterface
    public interface Belonging {
        /** All hosts belong to all nodes, as where there is but one. */
        Belonging ALL = (host, node) -> true;

        /** Whether a host belongs to a node. Returns at once. */
        boolean belongs(HostView host, String node);
    }
}
