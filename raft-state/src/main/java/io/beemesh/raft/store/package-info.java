/**
 * The keyspace of a store that speaks etcd's v3 API: revisions, transactions, leases, alarms and snapshots.
 *
 * <p>Owns what a change does and what a range answers, the same on every member and the same as in etcd 3.5; must not
 * know a clock, a thread, a file, Ratis or gRPC.
 */
@NullMarked
package io.beemesh.raft.store;

import org.jspecify.annotations.NullMarked;
