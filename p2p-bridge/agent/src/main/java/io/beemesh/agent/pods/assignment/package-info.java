/**
 * A pod that this host was charged with, what the host has for it, and who is told what becomes of it.
 *
 * <p>Owns the reading of an order. Must not know who works on it.
 */
@NullMarked
package io.beemesh.agent.pods.assignment;

import org.jspecify.annotations.NullMarked;
