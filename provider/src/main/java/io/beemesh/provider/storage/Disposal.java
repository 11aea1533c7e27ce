package io.beemesh.provider.storage;

import io.beemesh.libp2p.identity.PeerId;
import io.fabric8.kubernetes.api.model.PersistentVolume;

/** What is to become of a volume of ours. */
public sealed interface Disposal {
    /** It stays as it is: it is claimed, or kept for a person to look at. */
    record Keep() implements Disposal {}

    /** It is to be deleted: nobody claims it any more. */
    record Delete() implements Disposal {}

    /** It is being deleted, and a host has to erase its data first. */
    record Erase(PeerId host) implements Disposal {}

    /** It is being deleted, and may go: there are no data, or they are to stay on their host. */
    record LetGo() implements Disposal {}

    /** Decides. */
    static Disposal of(PersistentVolume volume) {
        String phase = volume.getStatus() == null
                ? ""
                : String.valueOf(volume.getStatus().getPhase());
        boolean erases = "Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy());
        if (volume.getMetadata().getDeletionTimestamp() == null) {
            return erases && phase.equals("Released") ? new Delete() : new Keep();
        }
        if (phase.equals("Bound")) {
            return new Keep();
        }
        return erases ? LocalVolumes.host(volume).<Disposal>map(Erase::new).orElseGet(LetGo::new) : new LetGo();
    }
}
