package io.beemesh.mesh.enrol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** What is stored of a token: the SHA-256 of its secret, which has enough entropy to need no salt. */
public final class TokenHash {
    private static final int LENGTH_BYTES = 32;

    private final byte[] digest;

    private TokenHash(byte[] digest) {
        this.digest = digest;
    }

    /** The hash of a secret. */
    public static TokenHash of(Secret secret) {
        return new TokenHash(sha256(secret.bytes()));
    }

    /**
     * Reads {@link #toString()}'s form.
     *
     * @throws IllegalArgumentException if it is not 64 hexadecimal digits
     */
    public static TokenHash parse(String hex) {
        if (hex.length() != 2 * LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "token hash of " + hex.length() + " characters (expected: 64 hexadecimal digits)");
        }
        return new TokenHash(HexFormat.of().parseHex(hex));
    }

    /** Whether a secret is the one that was hashed; takes the same time for each secret of a length. */
    public boolean matches(Secret shown) {
        return MessageDigest.isEqual(digest, sha256(shown.bytes()));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenHash that && MessageDigest.isEqual(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    /** 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(digest);
    }
}
