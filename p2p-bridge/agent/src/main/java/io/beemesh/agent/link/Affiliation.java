package io.beemesh.agent.link;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.wire.SignedRecord;
import java.util.List;

/**
 * What makes this host a member, and where its providers are.
 *
 * @param trust whom it believes
 * @param record its own
 * @param addresses of providers, tried in this order; each names a peer
 */
public record Affiliation(Trust trust, SignedRecord record, List<Multiaddr> addresses) {
    /** Copies the list. */
    public Affiliation {
        addresses = List.copyOf(addresses);
    }
}
