/**
 * Control groups of containers, where Linux counts what they use.
 *
 * <p>Owns where they are and what their files say, in either hierarchy. It must not know pods or Podman, nor change
 * anything.
 */
@NullMarked
package io.beemesh.agent.cgroup;

import org.jspecify.annotations.NullMarked;
