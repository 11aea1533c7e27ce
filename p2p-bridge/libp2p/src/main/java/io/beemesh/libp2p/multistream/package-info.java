/**
 * multistream-select 1.0: how two sides agree on a protocol.
 *
 * <p>Owns its messages and their bounds; never reads a byte past them. Must not know what is negotiated.
 */
@NullMarked
package io.beemesh.libp2p.multistream;

import org.jspecify.annotations.NullMarked;
