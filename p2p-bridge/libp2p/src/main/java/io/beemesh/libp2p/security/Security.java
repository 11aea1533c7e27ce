package io.beemesh.libp2p.security;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.transport.RawConnection;
import java.io.IOException;

/** A security protocol. Safe for use by any thread; the caller bounds a handshake in time by closing the connection. */
public interface Security {
    /** Its id for multistream-select. */
    String id();

    /**
     * Proves who this side is, and that the other is the one that was meant.
     *
     * @throws HandshakeException if it is somebody else or the proof is not sound
     */
    SecureChannel dial(RawConnection raw, PeerId expected) throws IOException;

    /** Proves who this side is and learns who the other is. */
    SecureChannel accept(RawConnection raw) throws IOException;
}
