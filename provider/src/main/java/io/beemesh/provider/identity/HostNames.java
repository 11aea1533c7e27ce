package io.beemesh.provider.identity;

import io.beemesh.libp2p.identity.PeerId;
import java.util.Optional;

/** Gives each host of the mesh a name of its own. */
@FunctionalInterface
public interface HostNames {
    /**
     * Claims a name for a host. A host that has one already keeps it. Blocks; safe for use by any thread.
     *
     * @param wished a DNS label; empty leaves the choice to whoever gives names
     */
    Claim claim(PeerId peer, Optional<String> wished);

    /** What became of a claim. */
    sealed interface Claim {
        /** The host is called so from now on. */
        record Claimed(String name) implements Claim {}

        /** Another host has that name. */
        record Taken(String name) implements Claim {}

        /** Nobody can say at present. */
        record Unavailable(String reason) implements Claim {}
    }
}
