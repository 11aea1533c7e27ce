/**
 * A store as the state of a Raft group: its members apply the same changes to a keyspace each.
 *
 * <p>Owns the log's entries, snapshots on disk, reads that see all writes before them, and when leases are over; must
 * not know by which protocol it is asked.
 */
@NullMarked
package io.beemesh.raft.replica;

import org.jspecify.annotations.NullMarked;
