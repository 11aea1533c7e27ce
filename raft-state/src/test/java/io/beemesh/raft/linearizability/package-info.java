/**
 * Whether a store of real processes is linearizable while hosts are cut off, killed, put to sleep and out of disk.
 *
 * <p>Owns the hosts, what befalls them and the history of what clients saw; whether that history is linearizable is for
 * Porcupine to say ({@code e2e/rig/checker}).
 */
@NullMarked
package io.beemesh.raft.linearizability;

import org.jspecify.annotations.NullMarked;
