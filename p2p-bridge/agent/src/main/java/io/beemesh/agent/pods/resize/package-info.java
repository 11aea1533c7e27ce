/**
 * Other requests and limits for containers that run.
 *
 * <p>Owns what a pod was allocated, what its containers were given, what is to be done about the difference, and the
 * kubelet's words for it. Must not decide who may have how much: that is the host's admission.
 */
@NullMarked
package io.beemesh.agent.pods.resize;

import org.jspecify.annotations.NullMarked;
