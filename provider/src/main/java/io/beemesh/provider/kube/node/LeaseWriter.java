package io.beemesh.provider.kube.node;

import io.beemesh.provider.kube.Answer;
import java.time.Duration;
import java.time.Instant;

/** Renews the leases that tell the cluster that a node lives. */
public interface LeaseWriter {
    /**
     * Renews the lease of a node, or makes it. Blocks for at most two requests.
     *
     * @param nodeUid owns the lease, so that it goes with the node
     * @param validFor after which the cluster takes the node for lost
     */
    Answer<Instant> renew(String node, NodeUid nodeUid, Duration validFor, Instant now);

    /** The uid of a Node object. */
    record NodeUid(String value) {}
}
