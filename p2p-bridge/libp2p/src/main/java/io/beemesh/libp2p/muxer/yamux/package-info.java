/**
 * Yamux: many streams over one secure channel, with back-pressure on each.
 *
 * <p>Owns frames, windows, the session's two threads and its keepalive. The thread that reads never waits for the one
 * that writes. Must not know protocols or peers.
 */
@NullMarked
package io.beemesh.libp2p.muxer.yamux;

import org.jspecify.annotations.NullMarked;
