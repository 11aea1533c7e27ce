package io.beemesh.mesh.attach;

import io.beemesh.libp2p.identity.PeerId;

/**
 * A provider's end of all attachments: it proves each host's membership, hears it, and misses it when it is silent.
 *
 * <p>Any thread; no call blocks.
 */
public interface AttachService extends AutoCloseable {
    /** Tells a host that all its reports up to a sequence are done with. Nothing happens if it is not attached. */
    void ack(PeerId host, long sequence);

    /** Ends a host's attachment; the listener is told {@code reason}. Nothing happens if it is not attached. */
    void detach(PeerId host, String reason);

    /** Ends the service and every attachment; the listener is told of each. Idempotent. */
    @Override
    void close();
}
