package io.beemesh.libp2p.muxer.yamux;

/** How a stream ended before both sides were done. */
sealed interface StreamEnd {
    /** The peer reset it. */
    record ResetByPeer(int code) implements StreamEnd {}

    /** This side reset it. */
    record ResetByThisSide(int code) implements StreamEnd {}

    /** The connection below ended; {@code reason} is a sentence. */
    record ConnectionLost(String reason) implements StreamEnd {}
}
