package io.beemesh.provider.resource;

import io.beemesh.libp2p.identity.PeerId;
import java.io.IOException;

/** Takes memberships back. */
@FunctionalInterface
public interface Revoker {
    /**
     * Revokes a host for good and cuts its connection; on return that is written down. Idempotent.
     *
     * @throws IOException if it could not be written down: ask again
     */
    void revoke(PeerId peer, String name) throws IOException;
}
