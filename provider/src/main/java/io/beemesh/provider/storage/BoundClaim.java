package io.beemesh.provider.storage;

import io.beemesh.libp2p.identity.PeerId;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;

/**
 * A claim of a pod, and what it is bound to.
 *
 * @param claim its name
 * @param volume what it is bound to; empty for nothing that a host can have
 * @param host that has the volume's data; empty before a pod ran with it
 * @param problem why there is no volume, in the kubelet's words; empty if there is one
 */
public record BoundClaim(String claim, Optional<PersistentVolume> volume, Optional<PeerId> host, String problem) {
    /** What is bound to a claim of that name. */
    public static BoundClaim of(String name, Optional<PersistentVolumeClaim> claim, Optional<PersistentVolume> volume) {
        if (claim.isEmpty()) {
            return problem(
                    name, "failed to fetch PVC from API server: persistentvolumeclaims \"" + name + "\" not found");
        }
        if (volumeName(claim.get()).isEmpty()) {
            return problem(name, "PVC is not bound");
        }
        if (volume.isEmpty()) {
            return problem(
                    name,
                    "failed to fetch PV " + volumeName(claim.get()) + " from API server: persistentvolumes \""
                            + volumeName(claim.get()) + "\" not found");
        }
        if (!LocalVolumes.isOurs(volume.get())) {
            return problem(
                    name,
                    "volume " + volumeName(claim.get()) + " is none that a host can have (expected: one of provisioner "
                            + LocalVolumes.PROVISIONER + ", as of StorageClass beemesh-local)");
        }
        return new BoundClaim(name, volume, LocalVolumes.host(volume.get()), "");
    }

    /** The volume that a claim names, if both say that they are bound; else an empty text. */
    public static String volumeName(PersistentVolumeClaim claim) {
        boolean bound =
                claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
        String name = claim.getSpec().getVolumeName();
        return bound && name != null ? name : "";
    }

    /** The volume's name; empty without one. */
    public String volumeName() {
        return volume.map(it -> it.getMetadata().getName()).orElse("");
    }

    /** Whether its data are on another host than this one. */
    public boolean isElsewhere(PeerId here) {
        return host.filter(there -> !there.equals(here)).isPresent();
    }

    private static BoundClaim problem(String name, String problem) {
        return new BoundClaim(name, Optional.empty(), Optional.empty(), problem);
    }
}
