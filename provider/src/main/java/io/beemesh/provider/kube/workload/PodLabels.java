package io.beemesh.provider.kube.workload;

import io.beemesh.provider.kube.pod.PodRef;
import java.util.Optional;

/** Writes labels on pods. Safe for use by any thread; blocks for one request. */
@FunctionalInterface
public interface PodLabels {
    /**
     * Sets a label, or takes it away.
     *
     * @param pod which one; one of the same name with another UID is left alone
     * @param value empty to take it away
     * @return whether it is so now, or there is no such pod any more
     */
    boolean set(PodRef pod, String label, Optional<String> value);
}
