/**
 * What this host and its pods use, from the files where Linux counts it.
 *
 * <p>Owns the reading of control groups, network counters and file systems; measures only when asked. It must not ask
 * Podman for figures, nor change anything.
 */
@NullMarked
package io.beemesh.agent.usage;

import org.jspecify.annotations.NullMarked;
