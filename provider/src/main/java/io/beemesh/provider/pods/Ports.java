package io.beemesh.provider.pods;

import io.beemesh.mesh.pod.PodClient;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.kube.pod.EventRecorder;
import io.beemesh.provider.kube.pod.ObjectReader;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kube.pod.StatusWriter;
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
     * @param pods of this node
     * @param writer of their status
     * @param events recorder
     * @param objects that pods name
     */
    public record Cluster(PodSource pods, StatusWriter writer, EventRecorder events, ObjectReader objects) {}

    /**
     * The hosts' side.
     *
     * @param table of hosts
     * @param client that asks them
     * @param acknowledge tells a host up to which report all is settled; returns at once
     */
    public record Mesh(HostTable table, PodClient client, Consumer<HostReport.Origin> acknowledge) {}
}
