package io.beemesh.mesh.attach;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.wire.HostFacts;
import io.beemesh.mesh.wire.Resources;

/**
 * A host that is attached to this provider.
 *
 * @param member what its record says
 * @param incarnation which start of its agent this is
 * @param facts what it says of itself
 * @param resources what it had when it attached
 * @param connection that its streams run on
 */
public record AttachedHost(
        Member member, long incarnation, HostFacts facts, Resources resources, Connection connection) {
    /** Who it is. */
    public PeerId peer() {
        return member.peer();
    }
}
