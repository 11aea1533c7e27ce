/**
 * Messages on a stream, each with its length before it.
 *
 * <p>Owns the caps of all messages; must not know what a message is for.
 */
@NullMarked
package io.beemesh.mesh.frame;

import org.jspecify.annotations.NullMarked;
