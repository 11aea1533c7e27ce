/**
 * The stores of a host: what the agent holds to open, serve and leave them.
 *
 * <p>Owns that nothing of Ratis or gRPC is loaded before the first one is opened; must not know pods, nor who may reach
 * an address.
 */
@NullMarked
package io.beemesh.raft.stores;

import org.jspecify.annotations.NullMarked;
