package io.beemesh.mesh.testing;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.MeshAuthority;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.wire.SignedRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A mesh of one authority, one provider and as many hosts as a test makes; keys are the same in each run. */
public final class TestMesh {
    /** What time it is in this mesh. */
    public final SettableClock clock = new SettableClock();

    /** The key of the authority. */
    public final KeyPair authorityKey = key(1);

    /** Who signs. */
    public final MeshAuthority authority = new MeshAuthority("default", authorityKey);

    /** What the provider knows to be revoked. */
    public final Revocations revocations = new Revocations(List.of());

    /** The provider's judgement of records. */
    public final Membership membership = new Membership(authority.trust(), revocations, clock);

    /** The provider's gate. */
    public final MemberGate gate = new MemberGate(revocations, clock);

    /** The provider. */
    public final FakeHost provider = new FakeHost(key(2), gate, clock);

    /** The provider's own record. */
    public final SignedRecord providerRecord = record(provider.id(), "provider", Role.PROVIDER);

    /** The key that a number makes. */
    public static KeyPair key(int number) {
        byte[] seed = new byte[KeyPair.SEED_BYTES];
        Arrays.fill(seed, (byte) number);
        return KeyPair.ofSeed(seed);
    }

    /** A record of a member that is valid for a day. */
    public SignedRecord record(PeerId peer, String name, Role role) {
        return authority.sign(member(peer, name, role));
    }

    /** A member for a day. */
    public Member member(PeerId peer, String name, Role role) {
        return new Member(
                peer,
                "default",
                new Member.Identity(name, Map.of("zone", "lab")),
                role,
                new Member.Validity(clock.instant(), clock.instant().plus(Duration.ofDays(1))),
                7);
    }
}
