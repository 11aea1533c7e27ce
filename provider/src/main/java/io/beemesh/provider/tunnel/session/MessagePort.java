package io.beemesh.provider.tunnel.session;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What carries the messages of a session to the server. */
public interface MessagePort {
    /**
     * Sends one message; waits until the transport has taken it. One call at a time.
     *
     * @throws IOException if the transport is gone
     */
    void send(ByteBuffer payload) throws IOException, InterruptedException;

    /** Sends a ping, or leaves it out while an earlier one is not on its way yet. Never waits. */
    void ping();

    /** Drops the transport; a send under way fails. Idempotent, any thread, never waits. */
    void abort();
}
