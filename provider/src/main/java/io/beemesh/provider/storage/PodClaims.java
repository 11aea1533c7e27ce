package io.beemesh.provider.storage;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The claims that a pod has. */
public final class PodClaims {
    private PodClaims() {}

    /** Their names, in its namespace; an ephemeral volume's is made of the pod's name and its own. */
    public static NavigableSet<String> of(Pod pod) {
        NavigableSet<String> names = new TreeSet<>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volume.getPersistentVolumeClaim() != null) {
                names.add(volume.getPersistentVolumeClaim().getClaimName());
            } else if (volume.getEphemeral() != null) {
                names.add(pod.getMetadata().getName() + "-" + volume.getName());
            }
        }
        return names;
    }
}
