/**
 * The public surface of the libp2p stack: hosts, connections, streams and the rules they obey.
 *
 * <p>Owns the contract in the shape of go-libp2p's; knows only identities and addresses. Must not name a transport, a
 * security protocol or a muxer, so that another stack can stand in its place.
 */
@NullMarked
package io.beemesh.libp2p;

import org.jspecify.annotations.NullMarked;
