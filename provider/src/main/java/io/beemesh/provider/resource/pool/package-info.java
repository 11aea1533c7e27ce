/**
 * MeshPools: sets of hosts that are shown as virtual nodes of their own.
 *
 * <p>Owns the resource and its status. Must not know how a node is run, nor write one.
 */
@NullMarked
package io.beemesh.provider.resource.pool;

import org.jspecify.annotations.NullMarked;
