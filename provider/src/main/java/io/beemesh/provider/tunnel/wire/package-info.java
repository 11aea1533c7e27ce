/**
 * The messages of k3s' tunnel and their bytes, as remotedialer has them.
 *
 * <p>Owns the codec. Must not send, wait or keep state.
 */
@NullMarked
package io.beemesh.provider.tunnel.wire;

import org.jspecify.annotations.NullMarked;
