/**
 * WebSocket, the server's side (RFC 6455).
 *
 * <p>Owns the handshake, frames and messages, and their bounds. Must not know what a message means.
 */
@NullMarked
package io.beemesh.provider.kubelet.websocket;

import org.jspecify.annotations.NullMarked;
