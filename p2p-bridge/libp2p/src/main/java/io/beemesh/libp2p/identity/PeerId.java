package io.beemesh.libp2p.identity;

import java.util.Arrays;

/**
 * Who a peer is: the multihash of its public key.
 *
 * <p>Immutable; equal by its bytes, whatever text it was read from. <i>Source:</i> libp2p specs, peer-ids.
 */
public final class PeerId implements Comparable<PeerId> {
    private final byte[] multihash;

    PeerId(byte[] multihash) {
        this.multihash = multihash;
    }

    /** The binary form, a multihash; a copy. */
    public byte[] bytes() {
        return multihash.clone();
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
}
