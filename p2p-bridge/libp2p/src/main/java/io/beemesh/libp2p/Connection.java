package io.beemesh.libp2p;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** A secured, multiplexed connection with one peer whose id is proven. Safe for use by any thread. */
public interface Connection extends AutoCloseable {
    /** The proven id of the other side. */
    PeerId remote();

    /** Where the other side is, as this side sees it. */
    Multiaddr remoteAddress();

    /** Whether a relay stands between, which carries the bytes and cannot read them. */
    default boolean relayed() {
        return remoteAddress().relayed();
    }

    /** Whether the other side dialed. */
    boolean inbound();

    /** When the handshake ended. */
    Instant openedAt();

    /**
     * Opens a stream with the first of the protocols that the peer speaks. With one protocol the answer is awaited at
     * the first read only, unless the stream is half-closed before.
     *
     * @throws NoSuchProtocolException if it speaks none of them
     */
    Stream open(Protocol... inOrderOfPreference) throws IOException, InterruptedException;

    /** Completes with the reason, a sentence, when the connection has ended. Never exceptionally. */
    CompletionStage<String> closed();

    /** Whether the connection is still usable. */
    boolean isOpen();

    /** Sends go-away and ends all its streams. Idempotent. */
    @Override
    void close();
}
