package io.beemesh.libp2p.identity;

import io.beemesh.libp2p.protobuf.Varint;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who a peer is: the multihash of its public key.
 *
 * <p>Immutable; equal by its bytes, whatever text it was read from. <i>Source:</i> libp2p specs, peer-ids.
 */
public final class PeerId implements Comparable<PeerId> {
    /** Keys up to this length are their own hash. */
    private static final int INLINE_MAX_BYTES = 42;

    private static final int IDENTITY = 0x00;
    private static final int SHA2_256 = 0x12;
    private static final int SHA2_256_BYTES = 32;
    private static final int CID_VERSION = 1;
    private static final int LIBP2P_KEY = 0x72;

    private final byte[] multihash;

    /** Made when it is asked for first: that takes a division a byte, and groups ask for it with each message. */
    private @Nullable String text;

    private PeerId(byte[] multihash) {
        this.multihash = multihash;
    }

    /** The id of whoever holds the private part of the key. */
    public static PeerId of(PublicKey key) {
        byte[] bytes = key.protobuf();
        return bytes.length <= INLINE_MAX_BYTES
                ? new PeerId(multihash(IDENTITY, bytes))
                : new PeerId(multihash(SHA2_256, sha256(bytes)));
    }

    /**
     * Reads the binary form.
     *
     * @throws IllegalArgumentException if the bytes are no multihash of a public key
     */
    public static PeerId ofMultihash(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes.clone());
        long code = Varint.read(in);
        long length = Varint.read(in);
        boolean known = (code == IDENTITY && length >= 1 && length <= INLINE_MAX_BYTES)
                || (code == SHA2_256 && length == SHA2_256_BYTES);
        if (!known || length != in.remaining()) {
            throw new IllegalArgumentException("peer id: multihash code " + code + " with " + in.remaining() + " of "
                    + length + " bytes (expected: 0 with at most 42, or 18 with 32)");
        }
        return new PeerId(in.array());
    }

    /**
     * Reads any text form: base58 ({@code 12D3...}, {@code Qm...}) or a CID in base32, base36 or base58.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static PeerId parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("peer id: empty text");
        }
        return switch (text.charAt(0)) {
            case '1', 'Q' -> ofMultihash(Multibase.ofBase58(text));
            case 'b' -> ofCid(Multibase.ofBase32(text.substring(1)));
            case 'k' -> ofCid(Multibase.ofBase36(text.substring(1)));
            case 'z' -> ofCid(Multibase.ofBase58(text.substring(1)));
            default ->
                throw new IllegalArgumentException("peer id: '" + text + "' (expected: 12D3..., Qm... or a CID)");
        };
    }

    private static PeerId ofCid(byte[] cid) {
        ByteBuffer in = ByteBuffer.wrap(cid);
        long version = Varint.read(in);
        long codec = Varint.read(in);
        if (version != CID_VERSION || codec != LIBP2P_KEY) {
            throw new IllegalArgumentException("peer id: CID version " + version + ", codec " + codec
                    + " (expected: version 1, codec 114, libp2p-key)");
        }
        return ofMultihash(Arrays.copyOfRange(cid, in.position(), cid.length));
    }

    /** The binary form, a multihash; a copy. */
    public byte[] bytes() {
        return multihash.clone();
    }

    /** The key itself, if it is short enough to be within the id, as Ed25519 keys are. */
    public Optional<PublicKey> publicKey() {
        return multihash[0] == IDENTITY
                ? Optional.of(PublicKey.ofProtobuf(Arrays.copyOfRange(multihash, 2, multihash.length)))
                : Optional.empty();
    }

    /** The CID form in base36, {@code k51...}, which is fit for DNS labels. */
    public String base36() {
        return "k" + Multibase.base36(cid());
    }

    /** The CID form in base32, {@code bafz...}. */
    public String base32() {
        return "b" + Multibase.base32(cid());
    }

    private byte[] cid() {
        return ByteBuffer.allocate(2 + multihash.length)
                .put((byte) CID_VERSION)
                .put((byte) LIBP2P_KEY)
                .put(multihash)
                .array();
    }

    private static byte[] multihash(int code, byte[] digest) {
        return ByteBuffer.allocate(2 + digest.length)
                .put((byte) code)
                .put((byte) digest.length)
                .put(digest)
                .array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-256, which every JDK must have", e);
        }
    }

    @Override
    public int compareTo(PeerId other) {
        return Arrays.compareUnsigned(multihash, other.multihash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerId that && Arrays.equals(multihash, that.multihash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(multihash);
    }

    /** The base58 form, {@code 12D3KooW...} for an Ed25519 key. */
    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            known = Multibase.base58(multihash);
            text = known;
        }
        return known;
    }
}
