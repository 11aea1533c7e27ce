/**
 * Port-forward for a remote client: its streams over SPDY and WebSocket, joined to connections to a pod's ports.
 *
 * <p>Owns what port-forward says: streams and channels, their pairs, bounds and errors. Must not know how frames are
 * coded, nor how a pod is reached.
 *
 * @see <a href="https://github.com/kubernetes/cri-streaming">what the kubelet's runtime does</a>
 */
@NullMarked
package io.beemesh.provider.kubelet.portforward;

import org.jspecify.annotations.NullMarked;
