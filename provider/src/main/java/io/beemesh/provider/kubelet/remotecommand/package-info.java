/**
 * Running a command in a container for a remote client: its streams, its terminal and its end.
 *
 * <p>Owns what exec and attach say over SPDY and WebSocket: stream and channel names, their negotiation, the closing
 * order and the final status. Must not know how frames are coded, nor how the command is run.
 */
@NullMarked
package io.beemesh.provider.kubelet.remotecommand;

import org.jspecify.annotations.NullMarked;
