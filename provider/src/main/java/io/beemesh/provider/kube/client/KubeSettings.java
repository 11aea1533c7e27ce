package io.beemesh.provider.kube.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the API server is found and how hard it may be asked.
 *
 * @param kubeconfig a kubeconfig file; empty for {@code KUBECONFIG}, else the pod's service account
 * @param requestsMax requests in flight at once; watches count
 * @param requestTimeout for one request, watches excepted
 * @param agent who asks
 */
public record KubeSettings(Optional<Path> kubeconfig, int requestsMax, Duration requestTimeout, Agent agent) {
    /** Who asks, as audit logs show it. */
    public record Agent(String name) {
        /** Anybody of ours. */
        public static final Agent BEEMESH = new Agent("beemesh-provider");
    }

    /** Those of anybody of ours. */
    public KubeSettings(Optional<Path> kubeconfig, int requestsMax, Duration requestTimeout) {
        this(kubeconfig, requestsMax, requestTimeout, Agent.BEEMESH);
    }

    /** Refuses bounds that would let nothing through. */
    public KubeSettings {
        if (requestsMax < 8) {
            throw new IllegalArgumentException("requests in flight: " + requestsMax + " (expected: at least 8)");
        }
        if (requestTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("request timeout: " + requestTimeout + " (expected: more than zero)");
        }
    }

    /** What a command-line run uses: the environment's cluster and Fabric8's pace. */
    public static KubeSettings defaults() {
        return new KubeSettings(Optional.empty(), 64, Duration.ofSeconds(10));
    }
}
