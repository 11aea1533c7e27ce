package io.beemesh.agent.link;

import io.beemesh.agent.usage.HostMeter;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.usage.UsageHandler;
import io.beemesh.mesh.wire.HostUsage;
import io.beemesh.mesh.wire.UsageRequest;
import java.io.IOException;
import java.util.Optional;

/**
 * Measures for providers, each told of its own cluster's pods only, whether it leads or stands by.
 *
 * @param meter of this host
 * @param clusters who speaks for which cluster
 */
public record Measures(HostMeter meter, ClusterOf clusters) implements UsageHandler {
    @Override
    public Optional<String> refusal(PeerId provider, String clusterId) {
        return clusters.refusal(provider, clusterId);
    }

    @Override
    public HostUsage usage(UsageRequest request) throws IOException {
        return meter.usage(request);
    }
}
