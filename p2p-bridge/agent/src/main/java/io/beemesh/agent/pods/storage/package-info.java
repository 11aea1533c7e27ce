/**
 * What pods take of the host's disk: those that take more than they may are evicted.
 *
 * <p>Owns the limits of emptyDirs and of ephemeral storage. Must not stop containers itself.
 */
@NullMarked
package io.beemesh.agent.pods.storage;

import org.jspecify.annotations.NullMarked;
