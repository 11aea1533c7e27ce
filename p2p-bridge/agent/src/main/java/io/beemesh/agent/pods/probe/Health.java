package io.beemesh.agent.pods.probe;

import io.beemesh.agent.spec.Container;

/** What probes have found out about running containers. Safe for use by any thread. */
public interface Health {
    /** Whether the container's startup probe said yes; yes if it has none. */
    boolean started(String containerId, Container container);

    /** Whether the container's readiness probe says yes; yes if it has none. */
    boolean ready(String containerId, Container container);
}
