package io.beemesh.libp2p.security.noise;

import io.beemesh.libp2p.security.HandshakeException;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** An X25519 key pair. */
final class NoiseKey {
    static final int BYTES = X25519.POINT_SIZE;

    private final byte[] secret = new byte[X25519.SCALAR_SIZE];
    private final byte[] point = new byte[X25519.POINT_SIZE];

    NoiseKey(SecureRandom random) {
        random.nextBytes(secret);
        X25519.generatePublicKey(secret, 0, point, 0);
    }

    NoiseKey(byte[] secret) {
        System.arraycopy(secret, 0, this.secret, 0, this.secret.length);
        X25519.generatePublicKey(this.secret, 0, point, 0);
    }

    byte[] point() {
        return point;
    }

    /** What this and the holder of the other key both can compute. */
    byte[] agree(byte[] other) throws HandshakeException {
        byte[] shared = new byte[X25519.POINT_SIZE];
        if (!X25519.calculateAgreement(secret, 0, other, 0, shared, 0)) {
            throw new HandshakeException("noise: the other side sent a key of low order");
        }
        return shared;
    }
}
