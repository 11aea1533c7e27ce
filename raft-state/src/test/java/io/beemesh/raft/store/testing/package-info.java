/**
 * Scripts of calls to a store, written as words, with the answers that a real etcd gave.
 *
 * <p>Owns their form; must not know what answers them.
 */
@NullMarked
package io.beemesh.raft.store.testing;

import org.jspecify.annotations.NullMarked;
