package io.beemesh.mesh.membership;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.mesh.wire.MembershipRecord;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes members: signs their records. Any thread. */
public final class MeshAuthority {
    private static final byte[] DOMAIN = "beemesh-membership:".getBytes(StandardCharsets.US_ASCII);

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

    /** The bytes that a signature covers: the domain keeps it from counting as a signature of anything else. */
    static byte[] signed(byte[] record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(DOMAIN.length + record.length);
        bytes.writeBytes(DOMAIN);
        bytes.writeBytes(record);
        return bytes.toByteArray();
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
