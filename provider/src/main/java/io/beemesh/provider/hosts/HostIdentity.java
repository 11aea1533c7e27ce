package io.beemesh.provider.hosts;

import io.beemesh.libp2p.identity.PeerId;
import java.util.Map;

/**
 * Who a host is, as its verified membership record says.
 *
 * @param peer its proven peer id
 * @param name the short human name, a DNS label
 * @param labels of the membership record
 */
public record HostIdentity(PeerId peer, String name, Map<String, String> labels) {
    /** Keeps a copy of the labels. */
    public HostIdentity {
        labels = Map.copyOf(labels);
    }
}
