/**
 * Keys and the peer ids that are made of them, in every text form.
 *
 * <p>Must not know of connections.
 */
@NullMarked
package io.beemesh.libp2p.identity;

import org.jspecify.annotations.NullMarked;
