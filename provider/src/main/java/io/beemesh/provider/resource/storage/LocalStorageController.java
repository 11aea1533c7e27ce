package io.beemesh.provider.resource.storage;

import io.beemesh.mesh.pod.PodClient;
import io.beemesh.provider.kube.event.ObjectEvents;
import io.beemesh.provider.resource.Operators;
import io.beemesh.provider.storage.LocalVolumes;
import io.beemesh.provider.storage.Provisioning;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;

/** Makes volumes for claims, and has hosts erase those that nobody claims any more. */
public final class LocalStorageController implements AutoCloseable {
    private final Operator operator;
    private final ClaimReconciler claims;
    private final VolumeReconciler volumes;
    private final String mesh;

    /** Nothing happens before {@link #start}; the client is somebody else's to close. */
    public LocalStorageController(
            KubernetesClient client, Provisioning.Mesh mesh, PodClient hosts, ObjectEvents events) {
        this.operator = Operators.over(client);
        this.claims = new ClaimReconciler(mesh, events);
        this.volumes = new VolumeReconciler(mesh.clusterId(), hosts, events);
        this.mesh = mesh.name();
    }

    /** Starts both reconcilers; returns when they know all claims and volumes. */
    public void start() {
        operator.register(claims);
        operator.register(volumes, it -> it.withLabelSelector(LocalVolumes.MESH_LABEL + "=" + mesh));
        operator.start();
    }

    /** Stops; claims, volumes and data stay as they are. Idempotent. */
    @Override
    public void close() {
        operator.stop();
    }
}
