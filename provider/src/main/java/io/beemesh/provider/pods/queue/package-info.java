/**
 * A queue of keys: each is worked on by one thread at a time, again when it changed, and after failures ever later.
 *
 * <p>Must not know what is worked on.
 */
@NullMarked
package io.beemesh.provider.pods.queue;

import org.jspecify.annotations.NullMarked;
