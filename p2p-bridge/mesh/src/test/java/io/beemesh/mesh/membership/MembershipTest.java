package io.beemesh.mesh.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.membership.Verdict.Invalid;
import io.beemesh.mesh.membership.Verdict.Reason;
import io.beemesh.mesh.membership.Verdict.Valid;
import io.beemesh.mesh.testing.TestMesh;
import io.beemesh.mesh.wire.MembershipRecord;
import io.beemesh.mesh.wire.SignedRecord;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private final TestMesh mesh = new TestMesh();
    private final PeerId peer = TestMesh.key(3).peerId();
    private final SignedRecord record = mesh.record(peer, "edge-1", Role.HOST);

    @Test
    void believesARecordThatTheAuthoritySigned() {
        assertThat(mesh.membership.verify(record, peer, Role.HOST))
                .isEqualTo(new Valid(mesh.member(peer, "edge-1", Role.HOST)));
    }

    @Test
    void refusesAStolenRecord() {
        PeerId thief = TestMesh.key(4).peerId();

        assertThat(reason(record, thief, Role.HOST)).isEqualTo(Reason.WRONG_PEER);
    }

    @Test
    void refusesARecordOfAnotherAuthority() {
        MeshAuthority other = new MeshAuthority("default", TestMesh.key(9));

        assertThat(reason(other.sign(mesh.member(peer, "edge-1", Role.HOST)), peer, Role.HOST))
                .isEqualTo(Reason.NOT_A_MEMBER);
    }

    @Test
    void refusesARecordOfAnotherMesh() {
        Membership other = new Membership(
                new Trust(mesh.authorityKey.publicKey(), "other"), new Revocations(List.of()), mesh.clock);

        assertThat(other.verify(record, peer, Role.HOST))
                .isInstanceOfSatisfying(
                        Invalid.class, invalid -> assertThat(invalid.reason()).isEqualTo(Reason.WRONG_MESH));
    }

    @Test
    void refusesAHostWhereAProviderIsNeeded() {
        assertThat(reason(record, peer, Role.PROVIDER)).isEqualTo(Reason.WRONG_ROLE);
    }

    @Test
    void refusesARecordFromTheInstantThatItEnds() {
        mesh.clock.advance(Duration.ofDays(1).minusMillis(1));
        assertThat(mesh.membership.verify(record, peer, Role.HOST)).isInstanceOf(Valid.class);

        mesh.clock.advance(Duration.ofMillis(1));
        assertThat(reason(record, peer, Role.HOST)).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void toleratesAClockThatIsBehindByLittleOnly() {
        mesh.clock.advance(Membership.CLOCK_SKEW.negated());
        assertThat(mesh.membership.verify(record, peer, Role.HOST)).isInstanceOf(Valid.class);

        mesh.clock.advance(Duration.ofMillis(-1));
        assertThat(mesh.membership.verify(record, peer, Role.HOST))
                .isInstanceOfSatisfying(
                        Invalid.class, invalid -> assertThat(invalid.message()).contains("set this machine's clock"));
    }

    @Test
    void toleratesClocksThatAreTenMinutesApart() {
        mesh.clock.advance(Duration.ofMinutes(-10));
        assertThat(mesh.membership.verify(record, peer, Role.HOST)).isInstanceOf(Valid.class);

        mesh.clock.advance(Duration.ofMinutes(20));
        assertThat(mesh.membership.verify(record, peer, Role.HOST)).isInstanceOf(Valid.class);
    }

    @Test
    void refusesWhatWasRevoked() {
        mesh.revocations.revoke(peer);

        assertThat(reason(record, peer, Role.HOST)).isEqualTo(Reason.REVOKED);
    }

    @Test
    void refusesNothingAndTooMuch() {
        assertThat(reason(SignedRecord.getDefaultInstance(), peer, Role.HOST)).isEqualTo(Reason.NOT_A_MEMBER);
        SignedRecord huge = SignedRecord.newBuilder()
                .setRecord(ByteString.copyFrom(new byte[Membership.RECORD_BYTES_MAX + 1]))
                .build();
        assertThat(reason(huge, peer, Role.HOST)).isEqualTo(Reason.NOT_A_MEMBER);
    }

    @Test
    void refusesASignedRecordWhoseNamesKubernetesWouldRefuse() {
        assertThat(reason(signed(valid().setName("Edge_1")), peer, Role.HOST)).isEqualTo(Reason.NOT_A_MEMBER);
        assertThat(reason(signed(valid().putLabels("a b", "c")), peer, Role.HOST))
                .isEqualTo(Reason.NOT_A_MEMBER);
        assertThat(reason(signed(valid().setExpiresAtMs(0)), peer, Role.HOST)).isEqualTo(Reason.NOT_A_MEMBER);
        assertThat(reason(signed(valid().setPeerId(ByteString.EMPTY)), peer, Role.HOST))
                .isEqualTo(Reason.NOT_A_MEMBER);
    }

    @Test
    void refusesEveryRecordWithAFlippedBit() throws Exception {
        byte[] bytes = record.toByteArray();
        SplittableRandom random = new SplittableRandom(20261122);
        for (int i = 0; i < 2_000; i++) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            SignedRecord read;
            try {
                read = SignedRecord.parseFrom(flipped);
            } catch (InvalidProtocolBufferException e) {
                continue;
            }
            boolean same = read.getRecord().equals(record.getRecord())
                    && read.getSignature().equals(record.getSignature());
            assertThat(mesh.membership.verify(read, peer, Role.HOST) instanceof Valid)
                    .isEqualTo(same);
        }
    }

    @Test
    void doesNotTakeASignatureOfSomethingElseForOneOfARecord() {
        byte[] bytes = record.getRecord().toByteArray();
        SignedRecord bare = record.toBuilder()
                .setSignature(ByteString.copyFrom(mesh.authorityKey.sign(bytes)))
                .build();

        assertThat(reason(bare, peer, Role.HOST)).isEqualTo(Reason.NOT_A_MEMBER);
    }

    @Test
    void signsForItsOwnMeshOnly() {
        MeshAuthority other = new MeshAuthority("other", KeyPair.generate());

        assertThatThrownBy(() -> other.sign(mesh.member(peer, "edge-1", Role.HOST)))
                .hasMessageContaining("member of mesh 'default' (expected: 'other'");
    }

    private MembershipRecord.Builder valid() throws IllegalStateException {
        try {
            return MembershipRecord.parseFrom(record.getRecord()).toBuilder();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private SignedRecord signed(MembershipRecord.Builder builder) {
        byte[] bytes = builder.build().toByteArray();
        return SignedRecord.newBuilder()
                .setRecord(ByteString.copyFrom(bytes))
                .setSignature(ByteString.copyFrom(mesh.authorityKey.sign(MeshAuthority.signed(bytes))))
                .build();
    }

    private Reason reason(SignedRecord shown, PeerId presenter, Role expected) {
        return switch (mesh.membership.verify(shown, presenter, expected)) {
            case Invalid invalid -> invalid.reason();
            case Valid valid -> throw new AssertionError("valid: " + valid.member());
        };
    }
}
