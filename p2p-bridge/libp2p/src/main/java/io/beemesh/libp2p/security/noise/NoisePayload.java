package io.beemesh.libp2p.security.noise;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.libp2p.identity.SigningDomain;
import io.beemesh.libp2p.protobuf.ProtoReader;
import io.beemesh.libp2p.protobuf.ProtoWriter;
import io.beemesh.libp2p.security.HandshakeException;
import java.util.ArrayList;
import java.util.List;

/**
 * What each side tells of itself under encryption: its key, the proof that the static key is its own, and its muxers.
 *
 * <p><i>Source:</i> libp2p specs, noise, "The libp2p Handshake Payload".
 */
final class NoisePayload {
    private static final SigningDomain DOMAIN = new SigningDomain("noise-libp2p-static-key:");
    private static final int MUXERS_MAX = 32;

    private final byte[] identityKey;
    private final byte[] signature;
    private final List<String> muxers;

    private NoisePayload(byte[] identityKey, byte[] signature, List<String> muxers) {
        this.identityKey = identityKey;
        this.signature = signature;
        this.muxers = muxers;
    }

    /** This host's payload, which is the same for each connection. */
    static byte[] encode(KeyPair identity, byte[] staticKey, List<String> muxers) {
        ProtoWriter extensions = new ProtoWriter();
        muxers.forEach(muxer -> extensions.text(2, muxer));
        return new ProtoWriter()
                .bytes(1, identity.publicKey().protobuf())
                .bytes(2, identity.sign(DOMAIN.signed(staticKey)))
                .bytes(4, extensions.toByteArray())
                .toByteArray();
    }

    static NoisePayload decode(byte[] message) throws HandshakeException {
        byte[] key = {};
        byte[] signature = {};
        List<String> muxers = List.of();
        try {
            ProtoReader in = new ProtoReader(message);
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> key = in.bytes();
                    case 2 -> signature = in.bytes();
                    case 4 -> muxers = muxers(in.bytes());
                    default -> {
                        // Other implementations' extensions are none of ours.
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            throw new HandshakeException("noise: the payload is malformed", e);
        }
        return new NoisePayload(key, signature, muxers);
    }

    private static List<String> muxers(byte[] extensions) {
        List<String> muxers = new ArrayList<>();
        ProtoReader in = new ProtoReader(extensions);
        while (in.next()) {
            if (in.field() == 2 && muxers.size() < MUXERS_MAX) {
                muxers.add(in.text());
            }
        }
        return List.copyOf(muxers);
    }

    /** The muxers that the other side speaks, in its order; empty if it does not negotiate early. */
    List<String> muxers() {
        return muxers;
    }

    /** Who the other side is, once its signature is found to be over the static key that it used. */
    PeerId proven(byte[] staticKey) throws HandshakeException {
        try {
            PublicKey key = PublicKey.ofProtobuf(identityKey);
            if (key.verify(DOMAIN.signed(staticKey), signature)) {
                return PeerId.of(key);
            }
            throw new HandshakeException("noise: the signature of " + PeerId.of(key) + " is not over its static key");
        } catch (IllegalArgumentException e) {
            throw new HandshakeException("noise: the identity key is malformed", e);
        }
    }
}
