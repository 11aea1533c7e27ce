package io.beemesh.libp2p.identity;

import io.beemesh.libp2p.protobuf.ProtoWriter;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 public key, the only type that BeeMesh peers have. */
public final class Ed25519Key implements PublicKey {
    static final int TYPE = 1;

    private final byte[] bytes;

    private Ed25519Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Of its 32 bytes, which are copied.
     *
     * @throws IllegalArgumentException if they are not 32
     */
    public static Ed25519Key of(byte[] bytes) {
        if (bytes.length != Ed25519.PUBLIC_KEY_SIZE) {
            throw new IllegalArgumentException(
                    "Ed25519 key: " + bytes.length + " bytes (expected: " + Ed25519.PUBLIC_KEY_SIZE + ")");
        }
        return new Ed25519Key(bytes.clone());
    }

    @Override
    public byte[] protobuf() {
        return new ProtoWriter().varint(1, TYPE).bytes(2, bytes).toByteArray();
    }

    @Override
    public boolean verify(byte[] data, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, bytes, 0, data, 0, data.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ed25519Key that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Ed25519Key[" + PeerId.of(this) + "]";
    }
}
