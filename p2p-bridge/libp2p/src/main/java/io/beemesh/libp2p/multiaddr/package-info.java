/**
 * Self-describing network addresses, in text and in bytes.
 *
 * <p>Must not resolve names or open sockets.
 */
@NullMarked
package io.beemesh.libp2p.multiaddr;

import org.jspecify.annotations.NullMarked;
