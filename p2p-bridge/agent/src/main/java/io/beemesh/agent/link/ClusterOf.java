package io.beemesh.agent.link;

import io.beemesh.libp2p.identity.PeerId;
import java.util.Optional;

/** Which cluster a provider speaks for: the one that it named when this host attached to it. */
@FunctionalInterface
public interface ClusterOf {
    /** The cluster of an attached provider. */
    Optional<Standing> provider(PeerId peer);

    /**
     * What a provider may do.
     *
     * @param cluster that it speaks for
     * @param leads whether it places and stops pods there; if not, it stands by
     */
    record Standing(String cluster, boolean leads) {}
}
