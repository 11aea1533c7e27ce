package io.beemesh.provider.hosts;

import io.beemesh.libp2p.identity.PeerId;

/**
 * Is told what happens to hosts; every method returns at once, for it runs on the attachment's own thread.
 *
 * <p>Calls for one host come in order, those for two hosts may come at once.
 */
public interface HostListener {
    /** The host's state, resources or labels changed; {@link HostTable#find} says to what. */
    default void changed(PeerId host) {}

    /** The host said something of a pod. */
    default void reported(HostReport report) {}

    /** Something happened to a pod. */
    default void happened(HostEvent event) {}
}
