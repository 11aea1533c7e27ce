package io.beemesh.mesh.membership;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.relay.RelayRules;

/**
 * Relays for hosts of the mesh among themselves: for those that are connected and have proven to be hosts.
 *
 * @param gate of the provider that relays
 */
public record HostsOnly(MemberGate gate) implements RelayRules {
    @Override
    public boolean mayReserve(PeerId peer) {
        return gate.is(Role.HOST, peer);
    }

    @Override
    public boolean mayConnect(PeerId from, PeerId to) {
        return gate.is(Role.HOST, from) && gate.is(Role.HOST, to);
    }
}
