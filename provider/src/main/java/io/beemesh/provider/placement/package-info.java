/**
 * Chooses a host for a pod: pure functions of what is known of hosts and of what the pod asks for.
 *
 * <p>Owns filtering, scoring and the words for why nothing fits. Must not ask anybody or write anything.
 */
@NullMarked
package io.beemesh.provider.placement;

import org.jspecify.annotations.NullMarked;
