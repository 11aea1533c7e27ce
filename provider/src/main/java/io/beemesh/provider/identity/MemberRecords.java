package io.beemesh.provider.identity;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.MeshAuthority;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.wire.SignedRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Signs membership records in the name of the mesh authority. Safe for use by any thread. */
public final class MemberRecords {
    private final String mesh;
    private final MeshAuthority authority;
    private final Duration validFor;
    private final Clock clock;

    /** Records of this mesh, good for {@code validFor} from when they are signed. */
    public MemberRecords(String mesh, MeshKeys keys, Duration validFor, Clock clock) {
        this.mesh = mesh;
        this.authority = new MeshAuthority(mesh, keys.authority());
        this.validFor = validFor;
        this.clock = clock;
    }

    /** A host's record. */
    public SignedRecord host(PeerId peer, String name, Map<String, String> labels) {
        return sign(peer, new Member.Identity(name, labels), Role.HOST);
    }

    /** The record of a provider. */
    public SignedRecord provider(PeerId peer, String name) {
        return sign(peer, new Member.Identity(name, Map.of()), Role.PROVIDER);
    }

    private SignedRecord sign(PeerId peer, Member.Identity identity, Role role) {
        Instant now = clock.instant();
        // Milliseconds tell the records of one authority apart well enough: nobody orders by them.
        return authority.sign(new Member(
                peer, mesh, identity, role, new Member.Validity(now, now.plus(validFor)), now.toEpochMilli()));
    }
}
