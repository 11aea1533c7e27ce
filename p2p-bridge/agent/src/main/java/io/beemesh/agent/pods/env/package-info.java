/**
 * The environment of a container, built as the kubelet builds it.
 *
 * <p>Owns where values come from, their order and the expansion of references. Must not do I/O.
 */
@NullMarked
package io.beemesh.agent.pods.env;

import org.jspecify.annotations.NullMarked;
