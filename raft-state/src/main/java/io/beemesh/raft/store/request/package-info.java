/**
 * What can be said of a request to a store without the store: whether it is well-formed, which keys it is about, what
 * it takes, and why it may be refused.
 *
 * <p>Owns etcd's error codes and words; must not know what a store holds.
 */
@NullMarked
package io.beemesh.raft.store.request;

import org.jspecify.annotations.NullMarked;
