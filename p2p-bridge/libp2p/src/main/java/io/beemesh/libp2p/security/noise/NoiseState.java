package io.beemesh.libp2p.security.noise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A Noise SymmetricState: the chaining key, the transcript hash and the key that they make. For one thread.
 *
 * <p><i>Source:</i> The Noise Protocol Framework, revision 34, section 5.2.
 */
final class NoiseState {
    /** Exactly 32 bytes: it is the first hash, unhashed. */
    private static final String NAME = "Noise_XX_25519_ChaChaPoly_SHA256";

    private static final byte[] NOTHING = {};

    private byte[] chainingKey = NAME.getBytes(StandardCharsets.US_ASCII);
    private byte[] hash = chainingKey;
    private @Nullable NoiseCipher cipher;

    NoiseState(byte[] prologue) {
        mixHash(prologue);
    }

    void mixHash(byte[] data) {
        MessageDigest digest = sha256();
        digest.update(hash);
        hash = digest.digest(data);
    }

    void mixKey(byte[] secret) {
        byte[][] made = derive(secret);
        chainingKey = made[0];
        cipher = new NoiseCipher(made[1]);
    }

    /** Encrypts, once there is a key, and adds what goes over the wire to the transcript. */
    byte[] encryptAndHash(byte[] plain) throws IOException {
        byte[] sent = plain;
        if (cipher != null) {
            sent = new byte[plain.length + NoiseCipher.TAG_BYTES];
            cipher.encrypt(hash, new NoiseCipher.Slice(plain, 0, plain.length), sent, 0);
        }
        mixHash(sent);
        return sent;
    }

    /** Verifies and decrypts, once there is a key, and adds what came over the wire to the transcript. */
    byte[] decryptAndHash(byte[] received) throws IOException {
        byte[] plain = received;
        if (cipher != null) {
            plain = new byte[Math.max(0, received.length - NoiseCipher.TAG_BYTES)];
            cipher.decrypt(hash, new NoiseCipher.Slice(received, 0, received.length), plain, 0);
        }
        mixHash(received);
        return plain;
    }

    /** The ciphers of the two directions, the initiator's first. */
    NoiseCipher[] split() {
        byte[][] keys = derive(NOTHING);
        return new NoiseCipher[] {new NoiseCipher(keys[0]), new NoiseCipher(keys[1])};
    }

    /** The transcript so far, which both sides share. */
    byte[] hash() {
        return hash.clone();
    }

    private byte[][] derive(byte[] secret) {
        byte[] temporary = hmac(chainingKey, secret);
        byte[] first = hmac(temporary, new byte[] {1});
        byte[] next = Arrays.copyOf(first, first.length + 1);
        next[first.length] = 2;
        return new byte[][] {first, hmac(temporary, next)};
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HmacSHA256, which every JDK must have", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks SHA-256, which every JDK must have", e);
        }
    }
}
