package io.beemesh.libp2p.identity;

import io.beemesh.libp2p.protobuf.ProtoWriter;
import java.util.Arrays;

/** A key of a type that BeeMesh can name but not verify: RSA 0, Secp256k1 2 or ECDSA 3. */
public final class OtherKey implements PublicKey {
    private final int type;
    private final byte[] bytes;

    OtherKey(int type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    @Override
    public byte[] protobuf() {
        return new ProtoWriter().varint(1, type).bytes(2, bytes).toByteArray();
    }

    @Override
    public boolean verify(byte[] data, byte[] signature) {
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OtherKey that && type == that.type && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "OtherKey[type " + type + ", " + PeerId.of(this) + "]";
    }
}
