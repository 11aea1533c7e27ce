/**
 * Pods at the API server: which are bound to the node, what they name, and what is written of them.
 *
 * <p>Owns what a lost reply or a conflict means there. Must not decide anything about pods.
 */
@NullMarked
package io.beemesh.provider.kube.pod;

import org.jspecify.annotations.NullMarked;
