package io.beemesh.provider.identity;

import io.beemesh.libp2p.identity.KeyPair;

/**
 * The two keys of a mesh's provider. Its text form tells neither.
 *
 * @param authority signs membership records
 * @param provider proves to peers who the provider is
 */
public record MeshKeys(KeyPair authority, KeyPair provider) {
    @Override
    public String toString() {
        return "MeshKeys[" + provider.peerId() + "]";
    }
}
