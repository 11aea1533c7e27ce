/**
 * What this host and its pods use, from the files where Linux counts it.
 *
 * <p>Owns the reading of network counters and file systems, and the sums; measures only when asked. It must not ask
 * Podman for figures, nor change anything.
 */
@NullMarked
package io.beemesh.agent.usage;

import org.jspecify.annotations.NullMarked;
