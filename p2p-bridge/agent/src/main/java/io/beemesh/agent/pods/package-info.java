/**
 * The pods of this host: what was asked, one worker for each, and what they report.
 *
 * <p>Owns the life of a pod from its admission to its removal, in the order and with the words of the kubelet. Must not
 * know the mesh or libp2p, nor how Podman is spoken to.
 */
@NullMarked
package io.beemesh.agent.pods;

import org.jspecify.annotations.NullMarked;
