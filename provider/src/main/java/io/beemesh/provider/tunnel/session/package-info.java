/**
 * One session of k3s' tunnel: the connections that a server opens over it to the node's own kubelet API.
 *
 * <p>Owns flow control, bounds and the keep-alive. Must not know what carries the messages, nor when to dial again.
 */
@NullMarked
package io.beemesh.provider.tunnel.session;

import org.jspecify.annotations.NullMarked;
