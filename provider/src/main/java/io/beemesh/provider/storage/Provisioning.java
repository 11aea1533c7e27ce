package io.beemesh.provider.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Optional;
import java.util.function.Predicate;

/** What a claim needs of us. */
public sealed interface Provisioning {
    /** Nothing: it is bound, or somebody else's, or no pod has it yet. */
    record Nothing() implements Provisioning {}

    /** A volume. */
    record Make(PersistentVolume volume) implements Provisioning {}

    /** To be told that it cannot be had; the message is an event's. */
    record Refuse(String message) implements Provisioning {}

    /**
     * Whose volumes they are.
     *
     * @param clusterId of the cluster, as hosts know it
     * @param name of the mesh
     * @param nodes whether a node of that name is one of the mesh's
     */
    record Mesh(String clusterId, String name, Predicate<String> nodes) {}

    /**
     * Decides.
     *
     * @param kind the StorageClass that it names, if there is one
     */
    static Provisioning of(PersistentVolumeClaim claim, Optional<StorageClass> kind, Mesh mesh) {
        String node = node(claim);
        if (!isOpen(claim) || node.isEmpty() || !mesh.nodes().test(node) || kind.isEmpty()) {
            return new Nothing();
        }
        if ("Block".equals(claim.getSpec().getVolumeMode())) {
            return new Refuse("hosts have no raw block volumes (expected: volumeMode Filesystem)");
        }
        if (claim.getSpec().getDataSource() != null || claim.getSpec().getDataSourceRef() != null) {
            return new Refuse("hosts neither clone volumes nor restore snapshots (expected: no dataSource)");
        }
        if (claim.getSpec().getSelector() != null) {
            return new Refuse("claim.spec.selector is not supported (expected: none)");
        }
        return new Make(LocalVolumes.of(claim, kind.get(), mesh, node));
    }

    /**
     * Whether a claim waits for a volume of ours.
     *
     * <p><i>Source:</i> sig-storage-lib-external-provisioner, shouldProvision.
     */
    static boolean isOpen(PersistentVolumeClaim claim) {
        String volume = claim.getSpec().getVolumeName();
        return (volume == null || volume.isEmpty())
                && claim.getMetadata().getDeletionTimestamp() == null
                && LocalVolumes.PROVISIONER.equals(
                        LocalVolumes.annotation(claim, "volume.kubernetes.io/storage-provisioner"));
    }

    private static String node(PersistentVolumeClaim claim) {
        return LocalVolumes.annotation(claim, "volume.kubernetes.io/selected-node");
    }
}
