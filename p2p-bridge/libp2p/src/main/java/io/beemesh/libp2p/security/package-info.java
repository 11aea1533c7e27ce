/**
 * What makes of a byte pipe a channel with a proven peer.
 *
 * <p>Owns the port that security protocols implement. Must not know sockets or muxers, only their names.
 */
@NullMarked
package io.beemesh.libp2p.security;

import org.jspecify.annotations.NullMarked;
