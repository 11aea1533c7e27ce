package io.beemesh.mesh.membership;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.SigningDomain;
import io.beemesh.mesh.wire.MembershipRecord;
import io.beemesh.mesh.wire.SignedRecord;

/** Makes members: signs their records. Any thread. */
public final class MeshAuthority {
    private static final SigningDomain DOMAIN = new SigningDomain("beemesh-membership:");

    private final String mesh;
    private final KeyPair key;

    /**
     * An authority is its key and the name of its mesh.
     *
     * @throws IllegalArgumentException if the name is no DNS label
     */
    public MeshAuthority(String mesh, KeyPair key) {
        this.mesh = Member.requireName(mesh, "mesh");
        this.key = key;
    }

    /** Whom those believe who believe this authority. */
    public Trust trust() {
        return new Trust(key.publicKey(), mesh);
    }

    /**
     * Signs a member's record.
     *
     * @throws IllegalArgumentException if the member is of another mesh
     */
    public SignedRecord sign(Member member) {
        if (!member.mesh().equals(mesh)) {
            throw new IllegalArgumentException(
                    "member of mesh '" + member.mesh() + "' (expected: '" + mesh + "', the authority's own)");
        }
        byte[] record = wire(member).toByteArray();
        return SignedRecord.newBuilder()
                .setRecord(ByteString.copyFrom(record))
                .setSignature(ByteString.copyFrom(key.sign(signed(record))))
                .build();
    }

    /** The bytes that a record's signature covers. */
    static byte[] signed(byte[] record) {
        return DOMAIN.signed(record);
    }

    private static MembershipRecord wire(Member member) {
        return MembershipRecord.newBuilder()
                .setMesh(member.mesh())
                .setPeerId(ByteString.copyFrom(member.peer().bytes()))
                .setName(member.name())
                .putAllLabels(member.identity().labels())
                .setRole(
                        switch (member.role()) {
                            case HOST -> io.beemesh.mesh.wire.Role.ROLE_HOST;
                            case PROVIDER -> io.beemesh.mesh.wire.Role.ROLE_PROVIDER;
                        })
                .setIssuedAtMs(member.validity().from().toEpochMilli())
                .setExpiresAtMs(member.validity().until().toEpochMilli())
                .setSerial(member.serial())
                .build();
    }
}
