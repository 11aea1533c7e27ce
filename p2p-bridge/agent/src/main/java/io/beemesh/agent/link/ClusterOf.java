package io.beemesh.agent.link;

import io.beemesh.libp2p.identity.PeerId;
import java.util.Optional;

/** Which cluster a provider speaks for: the one that it named when this host attached to it. */
@FunctionalInterface
public interface ClusterOf {
    /** The cluster of an attached provider. */
    Optional<Standing> provider(PeerId peer);

    /** Why a provider is told nothing of a cluster's pods here, a sentence; empty if it is. */
    default Optional<String> refusal(PeerId provider, String cluster) {
        boolean attached = provider(provider)
                .filter(standing -> standing.cluster().equals(cluster))
                .isPresent();
        return attached
                ? Optional.empty()
                : Optional.of("this host is not attached to provider " + provider + " of cluster " + cluster);
    }

    /**
     * What a provider may do.
     *
     * @param cluster that it speaks for
     * @param leads whether it places and stops pods there; if not, it stands by
     */
    record Standing(String cluster, boolean leads) {}
}
