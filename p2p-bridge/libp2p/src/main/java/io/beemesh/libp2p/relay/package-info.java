/**
 * Circuit relay v2: peers that cannot dial each other meet at a third that both are connected with.
 *
 * <p>Owns the messages, the reservations and the circuits, on the relay's side and on that of its peers. Must not know
 * how the bytes of a circuit are secured: that is between its ends.
 */
@NullMarked
package io.beemesh.libp2p.relay;

import org.jspecify.annotations.NullMarked;
