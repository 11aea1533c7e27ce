package io.beemesh.agent.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and authenticates what is kept (AES-256-GCM), under a key that only who knows a secret can derive: the seed
 * of this host's identity for what is on its disk.
 *
 * <p>Safe for use by any thread. The name of what is kept is authenticated with it, so that things cannot be swapped.
 */
public final class Seal {
    /** How much longer what is sealed is than it was. */
    public static final int OVERHEAD_BYTES = 32;

    private static final byte[] MAGIC = {'B', 'M', 'J', '1'};
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /**
     * Derives its key from a secret.
     *
     * @param purpose tells this seal from others of the same secret
     */
    public Seal(byte[] secret, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            key = new SecretKeySpec(mac.doFinal(purpose.getBytes(StandardCharsets.US_ASCII)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }

    /** Seals something under a name. */
    public byte[] close(String name, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(plain);
            return ByteBuffer.allocate(MAGIC.length + NONCE_BYTES + sealed.length)
                    .put(MAGIC)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-256-GCM", e);
        }
    }

    /**
     * Opens what was sealed.
     *
     * @throws GeneralSecurityException if it was cut, changed, or sealed under another name or key
     */
    public byte[] open(String name, byte[] sealed) throws GeneralSecurityException {
        int header = MAGIC.length + NONCE_BYTES;
        if (sealed.length < header || !Arrays.equals(sealed, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new GeneralSecurityException("not sealed, or by another version");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, MAGIC.length, header);
        return cipher(Cipher.DECRYPT_MODE, name, nonce).doFinal(sealed, header, sealed.length - header);
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
