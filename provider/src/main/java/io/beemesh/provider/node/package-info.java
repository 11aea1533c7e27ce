/**
 * The virtual node: its registration, conditions, capacity and lease.
 *
 * <p>Owns what the cluster sees of the node. Must not know how hosts are reached, nor which pods run where.
 */
@NullMarked
package io.beemesh.provider.node;

import org.jspecify.annotations.NullMarked;
