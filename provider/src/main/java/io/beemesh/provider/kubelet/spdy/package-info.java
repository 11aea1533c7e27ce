/**
 * SPDY/3.1 frames as Kubernetes' clients speak them.
 *
 * <p>Owns the coding of frames and of header blocks, and its bounds. Must not know what a stream is for.
 */
@NullMarked
package io.beemesh.provider.kubelet.spdy;

import org.jspecify.annotations.NullMarked;
