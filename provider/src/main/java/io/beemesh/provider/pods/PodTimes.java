package io.beemesh.provider.pods;

import java.time.Duration;

/**
 * How long the controller waits for what.
 *
 * @param lostAfter as in the host table: how long a host may be away before it is lost
 * @param grace how long after that its stateless pods are given up
 * @param lease how long a host keeps a stateful pod running while it is detached
 * @param leaseMargin what is added to the lease and the pod's own termination grace before it is replaced
 * @param resync how often what a pod names is read again
 */
public record PodTimes(Duration lostAfter, Duration grace, Duration lease, Duration leaseMargin, Duration resync) {
    /** 40 s to lost, 60 s of grace, a lease of 60 s with 30 s of margin, a resync each minute. */
    public static PodTimes defaults() {
        return new PodTimes(
                Duration.ofSeconds(40),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60));
    }
}
