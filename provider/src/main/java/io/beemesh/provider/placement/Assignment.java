package io.beemesh.provider.placement;

import io.beemesh.libp2p.identity.PeerId;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;

/**
 * Which host runs a pod, as written on the pod before the host is told.
 *
 * @param host the peer id
 * @param attempt 1 for the first host that was asked, one more for each further one
 */
public record Assignment(PeerId host, int attempt) {
    /** Holds the host's peer id. */
    public static final String HOST_ANNOTATION = "beemesh.io/host";

    /** Holds the attempt's number. */
    public static final String ATTEMPT_ANNOTATION = "beemesh.io/attempt";

    /** What the pod says; empty if it says nothing, or nothing that can be read. */
    public static Optional<Assignment> of(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String host = annotations == null ? null : annotations.get(HOST_ANNOTATION);
        if (host == null || host.isEmpty()) {
            return Optional.empty();
        }
        try {
            int attempt = Integer.parseInt(annotations.getOrDefault(ATTEMPT_ANNOTATION, "1"));
            return Optional.of(new Assignment(PeerId.parse(host), attempt));
        } catch (IllegalArgumentException unreadable) {
            // Somebody else wrote it; no host was ever told under that name.
            return Optional.empty();
        }
    }

    /** What is to be written on the pod. */
    public Map<String, String> annotations() {
        return Map.of(HOST_ANNOTATION, host.toString(), ATTEMPT_ANNOTATION, Integer.toString(attempt));
    }
}
