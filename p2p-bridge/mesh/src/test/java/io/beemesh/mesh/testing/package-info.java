/**
 * Peers in memory, so that the protocols are tested without a network.
 *
 * <p>Owns fakes of libp2p's hosts, connections and streams; must not know of sockets, keys on the wire or muxers.
 */
@NullMarked
package io.beemesh.mesh.testing;

import org.jspecify.annotations.NullMarked;
