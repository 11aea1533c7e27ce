/**
 * The other end of a supervisor's socket.
 *
 * <p>Owns a real one, of another program; must not know what is told.
 */
@NullMarked
package io.beemesh.agent.supervisor.testing;

import org.jspecify.annotations.NullMarked;
