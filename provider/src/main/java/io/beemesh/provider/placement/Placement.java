package io.beemesh.provider.placement;

import io.beemesh.libp2p.identity.PeerId;

/** Where a pod is to go. */
public sealed interface Placement {
    /**
     * There is a host.
     *
     * @param host to ask
     * @param name its short name, for people
     */
    record Placed(PeerId host, String name) implements Placement {}

    /**
     * There is none.
     *
     * @param message why, with counts, such as {@code 0/5 hosts fit: 3 Insufficient memory, 2 host away}
     * @param refused whether all hosts that may have it for as long as it and they are as they are said no
     */
    record NoFit(String message, boolean refused) implements Placement {}
}
