package io.beemesh.mesh.usage;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.HostUsage;
import io.beemesh.mesh.wire.UsageRequest;
import java.io.IOException;
import java.util.Optional;

/** Measures a host. Called by many threads at once. */
public interface UsageHandler {
    /** Why a provider is told nothing of a cluster's pods here, a sentence; empty if it is. Asked first. */
    Optional<String> refusal(PeerId provider, String clusterId);

    /**
     * What the host and the pods of one cluster use.
     *
     * @throws IOException if it cannot be measured; the provider is told the message
     */
    HostUsage usage(UsageRequest request) throws IOException;
}
