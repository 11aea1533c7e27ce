/**
 * What a pod asks for, in the words of Podman and of the volumes; pure.
 *
 * <p>Owns the translation of the pod's fields. Must not do anything itself.
 */
@NullMarked
package io.beemesh.agent.pods.request;

import org.jspecify.annotations.NullMarked;
