package io.beemesh.provider.resource.state;

import io.beemesh.mesh.pod.PodClient;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.identity.GroupKeys;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kube.workload.PodLabels;
import io.beemesh.provider.kube.workload.StatefulSets;
import java.time.Clock;

/**
 * What groups are looked after with.
 *
 * @param clusterId of the cluster, as hosts know it
 * @param cluster the API server's side
 * @param mesh the hosts' side
 * @param clock tells when conditions changed
 */
public record GroupMeans(String clusterId, Cluster cluster, Mesh mesh, Clock clock) {
    /**
     * The hosts' side.
     *
     * @param table of hosts
     * @param client asks them
     * @param keys of groups, which members get
     */
    public record Mesh(HostTable table, PodClient client, GroupKeys keys) {}

    HostTable table() {
        return mesh.table();
    }

    PodClient hosts() {
        return mesh.client();
    }

    GroupKeys keys() {
        return mesh.keys();
    }

    /**
     * The API server's side.
     *
     * @param pods of all nodes of the mesh
     * @param sets of the cluster
     * @param labels of pods
     */
    public record Cluster(PodSource pods, StatefulSets sets, PodLabels labels) {}
}
