package io.beemesh.agent.link;

import io.beemesh.libp2p.identity.PeerId;
import java.util.Optional;

/** Which cluster a provider speaks for: the one that it named when this host attached to it. */
@FunctionalInterface
public interface ClusterOf {
    /** The cluster of an attached provider. */
    Optional<String> provider(PeerId peer);
}
