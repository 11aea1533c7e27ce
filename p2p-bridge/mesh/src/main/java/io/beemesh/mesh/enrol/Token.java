package io.beemesh.mesh.enrol;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What a person carries from the cluster to a host: {@code bm1.<id>.<secret>.<authority>}.
 *
 * <p>The id names the token at the provider, the secret is at least {@value Secret#LENGTH_BYTES_MIN} random bytes, the
 * authority is the SHA-256 of the mesh authority's public key in its protobuf form, so that the host knows whom to
 * believe. Secret and authority are base64url without padding. {@link #toString()} hides the secret.
 *
 * @param id 1 to {@value #ID_LENGTH_MAX} lower-case letters, digits or dashes, a DNS label
 * @param secret what makes it a token
 * @param authority whose records the host will believe
 */
public record Token(String id, Secret secret, AuthorityHash authority) {
    /** The longest id. */
    public static final int ID_LENGTH_MAX = 63;

    /** The longest text that is looked at. */
    public static final int TEXT_LENGTH_MAX = 256;

    private static final String PREFIX = "bm1";
    private static final int PARTS = 4;
    private static final int SECRET_LENGTH_BYTES = 20;
    private static final Pattern ID = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** Refuses what could not be read again. */
    public Token {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("token id: '" + id + "' (expected: a DNS label)");
        }
        int length = secret.lengthBytes();
        if (length < Secret.LENGTH_BYTES_MIN || length > Secret.LENGTH_BYTES_MAX) {
            throw new IllegalArgumentException("token secret of %d bytes (expected: %d to %d)"
                    .formatted(length, Secret.LENGTH_BYTES_MIN, Secret.LENGTH_BYTES_MAX));
        }
    }

    /** A new token with a secret of 20 bytes. */
    public static Token generate(String id, AuthorityHash authority, SecureRandom random) {
        byte[] secret = new byte[SECRET_LENGTH_BYTES];
        random.nextBytes(secret);
        return new Token(id, new Secret(secret), authority);
    }

    /** The whole text, secret and all: for the person, never for a log. */
    public String text() {
        return String.join(".", PREFIX, id, base64(secret.bytes()), base64(authority.bytes()));
    }

    /** Reads the text form, strictly: no white space, no other letters, nothing more and nothing less. */
    public static Reading read(String text) {
        if (text.length() > TEXT_LENGTH_MAX) {
            return new Malformed("the token has " + text.length() + " characters (expected: at most " + TEXT_LENGTH_MAX
                    + "); copy the token alone");
        }
        String[] parts = text.split("\\.", -1);
        if (!parts[0].equals(PREFIX)) {
            return new Malformed("the token does not begin with '" + PREFIX + ".'; copy it whole, without quotes");
        }
        if (parts.length != PARTS) {
            return new Malformed("the token has %d parts (expected: %d, joined by dots); copy it whole"
                    .formatted(parts.length, PARTS));
        }
        if (!ID.matcher(parts[1]).matches()) {
            return new Malformed("the token's second part, its id, is no DNS label; copy the token again");
        }
        return readSecrets(parts);
    }

    private static Reading readSecrets(String[] parts) {
        byte[] secret = decode(parts[2]);
        if (secret.length < Secret.LENGTH_BYTES_MIN || secret.length > Secret.LENGTH_BYTES_MAX) {
            return new Malformed("the token's third part, its secret, is not base64url of %d to %d bytes; copy it whole"
                    .formatted(Secret.LENGTH_BYTES_MIN, Secret.LENGTH_BYTES_MAX));
        }
        byte[] authority = decode(parts[3]);
        if (authority.length != AuthorityHash.LENGTH_BYTES) {
            return new Malformed("the token's last part, the hash of the authority's key, is not base64url of "
                    + AuthorityHash.LENGTH_BYTES + " bytes; copy it whole");
        }
        return new Read(new Token(parts[1], new Secret(secret), new AuthorityHash(authority)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The bytes, or none if the text is not the one and only base64url form of them. */
    private static byte[] decode(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return base64(bytes).equals(text) ? bytes : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    @Override
    public String toString() {
        return "Token[" + id + "]";
    }

    /** What came of reading a text. */
    public sealed interface Reading permits Read, Malformed {}

    /** It is a token. */
    public record Read(Token token) implements Reading {}

    /**
     * It is none.
     *
     * @param message which part is wrong and what to do; never holds the secret
     */
    public record Malformed(String message) implements Reading {}

    /** The SHA-256 of the mesh authority's public key, in its protobuf form. */
    public static final class AuthorityHash {
        static final int LENGTH_BYTES = 32;

        private final byte[] digest;

        AuthorityHash(byte[] digest) {
            this.digest = digest;
        }

        /** The hash of a public key in its protobuf form. */
        public static AuthorityHash ofKey(byte[] publicKeyProtobuf) {
            return new AuthorityHash(TokenHash.sha256(publicKeyProtobuf));
        }

        /** A copy of the 32 bytes. */
        public byte[] bytes() {
            return digest.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof AuthorityHash that && Arrays.equals(digest, that.digest);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(digest);
        }
    }
}
