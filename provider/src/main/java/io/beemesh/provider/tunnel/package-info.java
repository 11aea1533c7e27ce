/**
 * The node's end of k3s' tunnel, over which the API servers of a stock k3s reach the kubelet API.
 *
 * <p>Owns which servers have a session, and when one is dialed again. Must not dial anything but API servers and the
 * node's own kubelet API, nor read the API itself.
 */
@NullMarked
package io.beemesh.provider.tunnel;

import org.jspecify.annotations.NullMarked;
