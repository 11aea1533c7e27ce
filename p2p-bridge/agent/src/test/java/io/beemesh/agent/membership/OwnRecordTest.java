package io.beemesh.agent.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.MeshAuthority;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnRecordTest {
    private final SettableClock clock = new SettableClock();
    private final MeshAuthority authority = new MeshAuthority("default", KeyPair.generate());
    private final PeerId self = KeyPair.generate().peerId();
    private final List<SignedRecord> kept = new ArrayList<>();
    private final SignedRecord first = record(authority, self);
    private final OwnRecord record = new OwnRecord(first, membership(), self, kept::add);

    private Membership membership() {
        return new Membership(authority.trust(), new Revocations(List.of()), clock);
    }

    private SignedRecord record(MeshAuthority by, PeerId peer) {
        return by.sign(new Member(
                peer,
                "default",
                new Member.Identity("edge-1", Map.of()),
                Role.HOST,
                new Member.Validity(clock.instant(), clock.instant().plus(Duration.ofDays(10))),
                1));
    }

    @Test
    void isToBeRenewedAtHalfOfItsLifeAndThenAskedForEachHour() {
        assertThat(record.untilRenewal(clock.instant())).isEqualTo(Duration.ofDays(5));

        clock.advance(Duration.ofDays(6));

        assertThat(record.untilRenewal(clock.instant())).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void isReplacedByAGoodOneOnly() {
        clock.advance(Duration.ofDays(6));
        SignedRecord newer = record(authority, self);

        record.renew(record(authority, KeyPair.generate().peerId()));
        record.renew(record(new MeshAuthority("default", KeyPair.generate()), self));
        record.renew(SignedRecord.getDefaultInstance());
        assertThat(record.current()).isSameAs(first);
        record.renew(newer);
        record.renew(first);

        assertThat(record.current()).isSameAs(newer);
        assertThat(kept).containsExactly(newer);
    }

    @Test
    void isNotReplacedByWhatCannotBeKept() {
        OwnRecord onAFullDisk = new OwnRecord(first, membership(), self, newer -> {
            throw new IOException("no space left");
        });

        clock.advance(Duration.ofDays(1));
        onAFullDisk.renew(record(authority, self));

        assertThat(onAFullDisk.current()).isSameAs(first);
    }
}
