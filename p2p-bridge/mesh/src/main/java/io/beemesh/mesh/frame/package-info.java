/**
 * Messages on a stream, each with its length before it, and a question with its answer.
 *
 * <p>Owns the caps of all messages; must not know what a message is for.
 */
@NullMarked
package io.beemesh.mesh.frame;

import org.jspecify.annotations.NullMarked;
