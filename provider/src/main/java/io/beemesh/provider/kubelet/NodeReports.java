package io.beemesh.provider.kubelet;

import java.util.Optional;

/** The port to what this node says about itself. Nothing here blocks on a host; safe for use by many threads. */
public interface NodeReports {

    /** The pods bound to this node: {@code v1} {@code PodList} in JSON, UTF-8. */
    byte[] desiredPods();

    /** The pods that have a running container: likewise. */
    byte[] runningPods();

    /**
     * Metrics in Prometheus' text format.
     *
     * @param path the whole path, such as {@code /metrics/resource}
     * @return empty if there are none at that path
     */
    Optional<String> metrics(String path);

    /** What is wrong with the node, one line; empty if nothing is. */
    Optional<String> trouble();
}
