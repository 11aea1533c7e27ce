/**
 * How a leader brings its log to a follower.
 *
 * <p>Owns what is in flight; must not know how bytes get there.
 */
@NullMarked
package io.beemesh.raft.appender;

import org.jspecify.annotations.NullMarked;
