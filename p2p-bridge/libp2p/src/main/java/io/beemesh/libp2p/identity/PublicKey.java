package io.beemesh.libp2p.identity;

import io.beemesh.libp2p.protobuf.ProtoReader;

/**
 * The public part of a peer's key.
 *
 * <p>Immutable, equal by type and bytes. <i>Source:</i> libp2p specs, peer-ids, "Keys".
 */
public sealed interface PublicKey permits Ed25519Key, OtherKey {
    /** The longest message accepted; an RSA key of 8192 bits has 1,050 bytes. */
    int PROTOBUF_MAX_BYTES = 4096;

    /** The canonical message that names type and bytes; a copy. */
    byte[] protobuf();

    /** Whether the holder of this key signed the data. False too for a type that this side cannot verify. */
    boolean verify(byte[] data, byte[] signature);

    /**
     * Reads the message.
     *
     * @throws IllegalArgumentException if it is malformed, has no type or no bytes, or bytes of the wrong length
     */
    static PublicKey ofProtobuf(byte[] message) {
        if (message.length > PROTOBUF_MAX_BYTES) {
            throw new IllegalArgumentException(
                    "public key: " + message.length + " bytes (expected: at most " + PROTOBUF_MAX_BYTES + ")");
        }
        long type = -1;
        byte[] data = {};
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            if (in.field() == 1) {
                type = in.varint();
            } else if (in.field() == 2) {
                data = in.bytes();
            }
        }
        if (type < 0 || type > 3 || data.length == 0) {
            throw new IllegalArgumentException("public key: type " + type + " with " + data.length
                    + " bytes (expected: type 0 to 3 and some bytes)");
        }
        return type == Ed25519Key.TYPE ? Ed25519Key.of(data) : new OtherKey((int) type, data);
    }
}
