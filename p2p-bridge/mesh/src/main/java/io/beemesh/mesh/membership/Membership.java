package io.beemesh.mesh.membership;

import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.membership.Member.Identity;
import io.beemesh.mesh.membership.Member.Validity;
import io.beemesh.mesh.membership.Verdict.Invalid;
import io.beemesh.mesh.membership.Verdict.Reason;
import io.beemesh.mesh.membership.Verdict.Valid;
import io.beemesh.mesh.wire.MembershipRecord;
import io.beemesh.mesh.wire.SignedRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Verifies records, offline: all it needs is the authority's public key. Any thread. */
public final class Membership {
    /**
     * How far this machine's clock may be behind the authority's. It protects from nothing, for the authority signed
     * the record; a clock that is further off would take records for good long after they have ended.
     */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

    /** The longest record that is looked at, in bytes. */
    public static final int RECORD_BYTES_MAX = 64 * 1024;

    private final Trust trust;
    private final Revocations revocations;
    private final Clock clock;

    /** Believes an authority, except for what it took back. */
    public Membership(Trust trust, Revocations revocations, Clock clock) {
        this.trust = trust;
        this.revocations = revocations;
        this.clock = clock;
    }

    /**
     * Whether a record makes the peer that shows it a member of this mesh in that role.
     *
     * @param presenter the id that the peer has proven on its connection
     */
    public Verdict verify(SignedRecord signed, PeerId presenter, Role expected) {
        byte[] record = signed.getRecord().toByteArray();
        if (record.length == 0 || record.length > RECORD_BYTES_MAX) {
            return notAMember("a record of %d bytes (expected: 1 to %d)".formatted(record.length, RECORD_BYTES_MAX));
        }
        byte[] signature = signed.getSignature().toByteArray();
        if (!trust.authority().verify(MeshAuthority.signed(record), signature)) {
            return notAMember("the record is not signed by the authority of mesh " + trust.mesh() + "; enrol anew");
        }
        try {
            return judge(read(MembershipRecord.parseFrom(record)), presenter, expected);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return notAMember("the record does not decode: " + e.getMessage());
        }
    }

    private Verdict judge(Member member, PeerId presenter, Role expected) {
        Instant now = clock.instant();
        if (!member.peer().equals(presenter)) {
            return new Invalid(Reason.WRONG_PEER, "the record is of peer " + member.peer() + ", shown by " + presenter);
        }
        if (!member.mesh().equals(trust.mesh())) {
            return new Invalid(
                    Reason.WRONG_MESH, "the record is of mesh " + member.mesh() + " (expected: " + trust.mesh() + ")");
        }
        if (member.role() != expected) {
            return new Invalid(
                    Reason.WRONG_ROLE, "the record is of a " + member.role() + " (expected: " + expected + ")");
        }
        if (revocations.contains(presenter)) {
            return new Invalid(Reason.REVOKED, "the membership of " + member.name() + " was revoked");
        }
        if (now.isBefore(member.validity().from().minus(CLOCK_SKEW))) {
            return new Invalid(
                    Reason.EXPIRED,
                    "the record counts from %s, it is %s; set this machine's clock"
                            .formatted(member.validity().from(), now));
        }
        if (!now.isBefore(member.validity().until())) {
            return new Invalid(
                    Reason.EXPIRED,
                    "the record ended at %s, it is %s; enrol anew"
                            .formatted(member.validity().until(), now));
        }
        return new Valid(member);
    }

    private static Member read(MembershipRecord record) {
        return new Member(
                PeerId.ofMultihash(record.getPeerId().toByteArray()),
                record.getMesh(),
                new Identity(record.getName(), record.getLabelsMap()),
                switch (record.getRole()) {
                    case ROLE_HOST -> Role.HOST;
                    case ROLE_PROVIDER -> Role.PROVIDER;
                    case ROLE_UNSPECIFIED, UNRECOGNIZED ->
                        throw new IllegalArgumentException("no role that is known here");
                },
                new Validity(
                        Instant.ofEpochMilli(record.getIssuedAtMs()), Instant.ofEpochMilli(record.getExpiresAtMs())),
                record.getSerial());
    }

    private static Invalid notAMember(String message) {
        return new Invalid(Reason.NOT_A_MEMBER, message);
    }
}
