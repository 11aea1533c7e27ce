package io.beemesh.libp2p.security;

import io.beemesh.libp2p.identity.PeerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encrypted, authenticated records with a proven peer. One thread may receive while another sends. */
public interface SecureChannel extends AutoCloseable {
    /** Who the other side is. */
    PeerId remote();

    /** The muxer that the handshake agreed on; empty if it is to be negotiated. */
    Optional<String> muxer();

    /**
     * Waits for the next record.
     *
     * @return its bytes, valid until the next call, never empty; null at the end
     */
    @Nullable
    ByteBuffer receive() throws IOException;

    /** Sends bytes at once, in as many records as it takes; blocks while the other side does not read. */
    void send(byte[] bytes, int offset, int length) throws IOException;

    /** Cuts the connection below. Idempotent. */
    @Override
    void close();
}
