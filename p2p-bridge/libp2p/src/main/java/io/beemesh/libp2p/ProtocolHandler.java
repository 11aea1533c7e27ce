package io.beemesh.libp2p;

/** Serves the inbound streams of one protocol, each on a virtual thread of its own. */
@FunctionalInterface
public interface ProtocolHandler {
    /**
     * Serves one stream. A normal return closes it, an exception resets it.
     *
     * @param stream whose protocol is negotiated and whose peer is proven
     */
    void handle(Stream stream) throws Exception;
}
