package io.beemesh.provider.kube.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.Map;

/** Writes on a PersistentVolume where its data are. Safe for use by any thread; blocks for one request. */
@FunctionalInterface
public interface VolumePins {
    /**
     * Sets annotations, provided that the volume is still as it was read.
     *
     * @param seen the version on which the decision was made
     * @return whether it was written; if not, read again and decide again
     */
    boolean annotate(PersistentVolume seen, Map<String, String> annotations);
}
