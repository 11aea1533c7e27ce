/**
 * The long-lived stream from a host to a provider: presence, resources, pod status, events.
 *
 * <p>Owns beats, acknowledgements and the bounded outbox; must not know what a pod is.
 */
@NullMarked
package io.beemesh.mesh.attach;

import org.jspecify.annotations.NullMarked;
