package io.beemesh.provider.hosts;

import io.beemesh.libp2p.identity.PeerId;

/**
 * What a host said of one pod.
 *
 * @param origin which attachment it came on, and its place in it
 * @param uid of the pod
 * @param pod its name and attempt
 * @param what the news
 */
public record HostReport(Origin origin, String uid, PodOnHost pod, What what) {
    /**
     * Where a report came from, to acknowledge it.
     *
     * @param host that sent it
     * @param attachment the number of the attachment
     * @param sequence of the report in the host's incarnation
     */
    public record Origin(PeerId host, long attachment, long sequence) {}

    /** The news. */
    public sealed interface What {}

    /**
     * The pod's status.
     *
     * @param json a Kubernetes PodStatus, whole
     */
    public record Status(String json) implements What {}

    /** The pod is stopped, removed and forgotten. */
    public record Gone() implements What {}
}
