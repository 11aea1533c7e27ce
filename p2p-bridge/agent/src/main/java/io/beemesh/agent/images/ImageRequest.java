package io.beemesh.agent.images;

import java.util.List;

/**
 * An image that a pod needs.
 *
 * @param podUid whose back-off counts
 * @param image as the pod names it
 * @param policy whether to pull
 * @param credentials that the pod may use; the one for the narrowest fitting scope is taken
 */
public record ImageRequest(String podUid, String image, Policy policy, List<Credential> credentials) {

    /** Keeps a copy. */
    public ImageRequest {
        credentials = List.copyOf(credentials);
    }

    /** When to pull: {@code imagePullPolicy}. */
    public enum Policy {
        /** Each time a container is made. */
        ALWAYS,
        /** When there is no such image on the host. */
        IF_NOT_PRESENT,
        /** Never. */
        NEVER;

        /** By the pod's word; what Kubernetes defaults to is already in the pod. */
        public static Policy of(String imagePullPolicy) {
            return switch (imagePullPolicy) {
                case "Always" -> ALWAYS;
                case "IfNotPresent" -> IF_NOT_PRESENT;
                case "Never" -> NEVER;
                default ->
                    throw new IllegalArgumentException(
                            "imagePullPolicy is \"" + imagePullPolicy + "\" (expected: Always, IfNotPresent or Never)");
            };
        }
    }

    /**
     * A name and password for a registry.
     *
     * @param registry host, with its port if it has one, and maybe a path: {@code registry:5000/team}
     * @param username of the account
     * @param password of the account; never logged
     */
    public record Credential(String registry, String username, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Credential[registry=" + registry + ", username=" + username + "]";
        }
    }
}
