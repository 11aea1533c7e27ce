/**
 * identify and identify push: what peers tell of themselves, and that it changed.
 *
 * <p>Owns the message and its bounds. Must not act on what peers say: it is not proven.
 */
@NullMarked
package io.beemesh.libp2p.identify;

import org.jspecify.annotations.NullMarked;
