package io.beemesh.provider.pods.resolve;

import io.beemesh.mesh.wire.RunPod;
import io.beemesh.provider.storage.BoundClaim;
import java.util.List;

/** What came of gathering all that a host needs to run a pod. */
public sealed interface Resolution {
    /**
     * All was read; what does not exist is marked as missing.
     *
     * @param request without attempt and revision
     * @param missing names of objects that do not exist
     * @param claims of the pod, by name
     */
    record Resolved(RunPod request, List<String> missing, List<BoundClaim> claims) implements Resolution {
        @Override
        public String toString() {
            return "Resolved[missing=" + missing + "]";
        }
    }

    /** Something could not be read for now. */
    record Unavailable(String message) implements Resolution {}
}
