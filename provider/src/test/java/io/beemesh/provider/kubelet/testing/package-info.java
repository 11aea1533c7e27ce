/**
 * Stand-ins for what is behind the kubelet's verbs: containers that are processes of this machine.
 *
 * <p>Owns no assertion; must not be used outside tests.
 */
@NullMarked
package io.beemesh.provider.kubelet.testing;

import org.jspecify.annotations.NullMarked;
