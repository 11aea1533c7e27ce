/**
 * ping: whether a peer answers, and how soon.
 *
 * <p>Must not decide what becomes of a peer that does not.
 */
@NullMarked
package io.beemesh.libp2p.ping;

import org.jspecify.annotations.NullMarked;
