package io.beemesh.libp2p.identity;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A peer's Ed25519 key pair. Immutable; its text never shows the secret. */
public final class KeyPair {
    /** Bytes of the secret that the pair is made of. */
    public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

    private final byte[] seed;
    private final byte[] point;
    private final Ed25519Key publicKey;

    private KeyPair(byte[] seed) {
        this.seed = seed;
        this.point = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, point, 0);
        this.publicKey = Ed25519Key.of(point);
    }

    /** A new pair from the system's secure randomness. */
    public static KeyPair generate() {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return new KeyPair(seed);
    }

    /**
     * The pair that the secret makes.
     *
     * @param seed 32 secret bytes, which are copied
     */
    public static KeyPair ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("seed: " + seed.length + " bytes (expected: " + SEED_BYTES + ")");
        }
        return new KeyPair(seed.clone());
    }

    /** What others know this pair by. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** The id of the peer that holds this pair. */
    public PeerId peerId() {
        return PeerId.of(publicKey);
    }

    /** A signature of 64 bytes; the same data always give the same one. */
    public byte[] sign(byte[] data) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, point, 0, data, 0, data.length, signature, 0);
        return signature;
    }

    /** The secret; a copy, to be kept in a file that only its owner reads. */
    public byte[] seed() {
        return seed.clone();
    }

    @Override
    public String toString() {
        return "KeyPair[" + peerId() + "]";
    }
}
