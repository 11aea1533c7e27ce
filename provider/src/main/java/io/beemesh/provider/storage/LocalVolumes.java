package io.beemesh.provider.storage;

import io.beemesh.libp2p.identity.PeerId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * PersistentVolumes that are folders of hosts. Such a volume is of source {@code local} and bound to the virtual node,
 * so that every scheduler understands it; which host has it, an annotation says.
 */
public final class LocalVolumes {
    /** Names us in StorageClasses, and in the annotations of volumes that we made. */
    public static final String PROVISIONER = "beemesh.io/local";

    /** Holds the peer id of the host that has the data; not there before a pod had the volume. */
    public static final String HOST_ANNOTATION = "beemesh.io/host";

    /** Keeps a volume until its data are gone. */
    public static final String FINALIZER = "beemesh.io/local-volume";

    /** Names the mesh on nodes and volumes. */
    public static final String MESH_LABEL = "beemesh.io/mesh";

    private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
    /** Where a host has the data, unless its agent was given another home. */
    private static final String FOLDER = "/var/lib/beemesh/claims/%s/%s";

    private LocalVolumes() {}

    /** Whether we made a volume. */
    public static boolean isOurs(PersistentVolume volume) {
        return PROVISIONER.equals(annotation(volume, PROVISIONED_BY));
    }

    /** The host that has a volume's data; empty if none has, or the annotation is not one of ours. */
    public static Optional<PeerId> host(PersistentVolume volume) {
        String host = annotation(volume, HOST_ANNOTATION);
        try {
            return host.isEmpty() ? Optional.empty() : Optional.of(PeerId.parse(host));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** What is to be written on a volume. */
    public static Map<String, String> annotations(PeerId host) {
        return Map.of(HOST_ANNOTATION, host.toString());
    }

    /** The volume for a claim at a node; the same claim has the same one, whoever asks. */
    static PersistentVolume of(PersistentVolumeClaim claim, StorageClass kind, Provisioning.Mesh mesh, String node) {
        String name = "pvc-" + claim.getMetadata().getUid();
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(MESH_LABEL, mesh.name())
                .addToAnnotations(PROVISIONED_BY, PROVISIONER)
                .withFinalizers(FINALIZER)
                .endMetadata()
                .withNewSpec()
                .withCapacity(claim.getSpec().getResources().getRequests())
                .withAccessModes(claim.getSpec().getAccessModes())
                .withVolumeMode("Filesystem")
                .withStorageClassName(kind.getMetadata().getName())
                .withPersistentVolumeReclaimPolicy(Objects.requireNonNullElse(kind.getReclaimPolicy(), "Delete"))
                .withNewClaimRef()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .withNewLocal(null, FOLDER.formatted(mesh.clusterId(), name))
                .withNewNodeAffinity()
                .withNewRequired()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey("kubernetes.io/hostname")
                .withOperator("In")
                .withValues(node)
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequired()
                .endNodeAffinity()
                .endSpec()
                .build();
    }

    /** An annotation, or an empty text. */
    static String annotation(HasMetadata object, String key) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(key, "");
    }
}
