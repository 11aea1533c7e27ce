package io.beemesh.provider.hosts;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.PodOnHost.PodName;
import java.time.Instant;

/**
 * Something that happened to a pod on a host and belongs into the pod's events.
 *
 * @param host where
 * @param uid of the pod
 * @param pod its name
 * @param containerPath such as {@code spec.containers{web}}; empty for the pod itself
 * @param note what happened
 * @param at when, by the host's clock
 */
public record HostEvent(PeerId host, String uid, PodName pod, String containerPath, Note note, Instant at) {
    /**
     * The event's text.
     *
     * @param severity Normal or Warning
     * @param reason CamelCase, the kubelet's where there is one
     * @param message a sentence
     */
    public record Note(Severity severity, String reason, String message) {}

    /** Kubernetes' two types of events. */
    public enum Severity {
        /** As it should be. */
        NORMAL,
        /** A person may want to look. */
        WARNING
    }
}
