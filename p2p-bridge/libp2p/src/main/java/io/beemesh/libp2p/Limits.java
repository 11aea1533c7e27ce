package io.beemesh.libp2p;

import java.time.Duration;

/**
 * The bounds of a host. What comes over a bound is refused at once: a connection is cut, a stream reset.
 *
 * @param connections open at once
 * @param connectionsPerPeer open at once with one peer
 * @param unauthenticated connections in their handshake at once
 * @param upgrade how long a handshake may take, from the socket to the muxer
 * @param streamsPerConnection inbound and outbound together
 * @param window bytes that one stream may have received and nobody read, at most
 */
public record Limits(
        int connections,
        int connectionsPerPeer,
        int unauthenticated,
        Duration upgrade,
        int streamsPerConnection,
        int window) {

    /** The smallest window that Yamux knows: what a peer may send before it got any credit. */
    public static final int WINDOW_MIN = 256 * 1024;

    /** Refuses bounds that would let nothing through. */
    public Limits {
        if (connections < 1 || connectionsPerPeer < 1 || unauthenticated < 1 || streamsPerConnection < 1) {
            throw new IllegalArgumentException("limits: every count must be at least 1");
        }
        if (upgrade.isNegative() || upgrade.isZero()) {
            throw new IllegalArgumentException("limits: upgrade is " + upgrade + " (expected: more than zero)");
        }
        if (window < WINDOW_MIN) {
            throw new IllegalArgumentException("limits: window is " + window + " (expected: >= " + WINDOW_MIN + ")");
        }
    }

    /** Bounds for an edge host: few connections, many streams on them. */
    public static Limits edge() {
        return new Limits(64, 4, 16, Duration.ofSeconds(10), 2048, 4 << 20);
    }

    /** Bounds for a provider that thousands of hosts dial. */
    public static Limits gateway() {
        return new Limits(20_000, 4, 256, Duration.ofSeconds(10), 2048, 4 << 20);
    }

    /** A copy with another stream window, in bytes. */
    public Limits withWindow(int bytes) {
        return new Limits(connections, connectionsPerPeer, unauthenticated, upgrade, streamsPerConnection, bytes);
    }

    /** A copy with another bound for the handshake. */
    public Limits withUpgrade(Duration bound) {
        return new Limits(connections, connectionsPerPeer, unauthenticated, bound, streamsPerConnection, window);
    }

    /**
     * The bounds of one served protocol.
     *
     * @param perPeer inbound streams open at once from one peer
     * @param total inbound streams open at once from all peers
     */
    public record Streams(int perPeer, int total) {
        /** Refuses bounds that would let nothing through. */
        public Streams {
            if (perPeer < 1 || total < perPeer) {
                throw new IllegalArgumentException(
                        "streams: perPeer " + perPeer + ", total " + total + " (expected: 1 <= perPeer <= total)");
            }
        }
    }
}
