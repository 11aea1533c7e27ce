package io.beemesh.libp2p.security.noise;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A Noise CipherState: one key and a nonce that counts. For one thread. */
final class NoiseCipher {
    static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final Key key;
    private final Cipher cipher;
    private final ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long count;

    NoiseCipher(byte[] key) {
        this.key = new SecretKeySpec(key, "ChaCha20");
        try {
            this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks ChaCha20-Poly1305, which it has since 11", e);
        }
    }

    /** Encrypts into the target, which gets {@value #TAG_BYTES} bytes more than the source. */
    int encrypt(byte[] data, Slice source, byte[] target, int at) throws IOException {
        return run(Cipher.ENCRYPT_MODE, data, source, target, at);
    }

    /** Verifies and decrypts; source and target may be the same place. */
    int decrypt(byte[] data, Slice source, byte[] target, int at) throws IOException {
        return run(Cipher.DECRYPT_MODE, data, source, target, at);
    }

    private int run(int mode, byte[] data, Slice source, byte[] target, int at) throws IOException {
        if (count < 0) {
            throw new IOException("noise: a key has been used 2^63 times and there is no rekeying");
        }
        try {
            cipher.init(mode, key, new IvParameterSpec(nonce.putLong(4, count++).array()));
            if (data.length > 0) {
                cipher.updateAAD(data);
            }
            return cipher.doFinal(source.bytes, source.offset, source.length, target, at);
        } catch (AEADBadTagException e) {
            throw new IOException("noise: a record of " + source.length + " bytes is not authentic", e);
        } catch (GeneralSecurityException e) {
            throw new IOException("noise: cannot process a record of " + source.length + " bytes", e);
        }
    }

    /** A part of an array. */
    @SuppressWarnings("ArrayRecordComponent") // A view on purpose; never compared.
    record Slice(byte[] bytes, int offset, int length) {}
}
