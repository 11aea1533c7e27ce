package io.beemesh.agent.podman;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which Kubernetes pod a Podman pod is.
 *
 * @param cluster the cluster's id
 * @param uid the pod's UID in that cluster
 */
public record PodKey(String cluster, String uid) {

    /** Label with the cluster's id. */
    public static final String CLUSTER_LABEL = "io.beemesh.cluster";

    /** Label with the pod's UID. */
    public static final String UID_LABEL = "io.beemesh.uid";

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    /** Refuses what cannot be part of a Podman name or of a path. */
    public PodKey {
        requirePart("cluster", cluster);
        requirePart("uid", uid);
    }

    private static void requirePart(String what, String value) {
        if (!PART.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " is \"" + value + "\" (expected: " + PART.pattern() + ")");
        }
    }

    /** The name of the Podman pod: unique by cluster and UID. */
    public String podName() {
        return cluster + "." + uid;
    }

    /** What the Podman pod is labelled with. */
    public Map<String, String> labels() {
        return Map.of(CLUSTER_LABEL, cluster, UID_LABEL, uid);
    }

    /** The key of a pod or container by its labels; empty if it is not one of ours. */
    public static Optional<PodKey> of(Map<String, String> labels) {
        String cluster = labels.get(CLUSTER_LABEL);
        String uid = labels.get(UID_LABEL);
        return cluster == null || uid == null ? Optional.empty() : Optional.of(new PodKey(cluster, uid));
    }
}
