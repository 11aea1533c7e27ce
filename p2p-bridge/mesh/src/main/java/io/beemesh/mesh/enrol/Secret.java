package io.beemesh.mesh.enrol;

import java.security.MessageDigest;
import java.util.Arrays;

/** The secret bytes of a token. Compared in constant time; never shown as text. */
public final class Secret {
    /** The shortest that is not guessed. */
    public static final int LENGTH_BYTES_MIN = 16;

    /** The longest that is accepted. */
    public static final int LENGTH_BYTES_MAX = 64;

    private final byte[] bytes;

    /** Copies the bytes. */
    public Secret(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many bytes it has. */
    public int lengthBytes() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Secret[not shown]";
    }
}
