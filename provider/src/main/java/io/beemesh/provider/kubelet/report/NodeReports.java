package io.beemesh.provider.kubelet.report;

import java.util.Optional;

/** The port to what nodes say about themselves. Nothing here blocks on a host; safe for use by many threads. */
public interface NodeReports {

    /** The pods bound to a node: {@code v1} {@code PodList} in JSON, UTF-8. */
    byte[] desiredPods(String node);

    /** The pods of a node that have a running container, and nothing else of them: likewise. */
    byte[] runningPods(String node);

    /** Metrics of the process and of all nodes in Prometheus' text format. */
    String metrics();

    /** What is wrong, one line; empty if nothing is. */
    Optional<String> trouble();
}
