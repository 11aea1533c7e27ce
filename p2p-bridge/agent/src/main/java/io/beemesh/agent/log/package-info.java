/**
 * The agent's log: one line of key=value pairs on standard error for each event.
 *
 * <p>Owns the format. Must not be named by any other room: these log through SLF4J.
 */
@NullMarked
package io.beemesh.agent.log;

import org.jspecify.annotations.NullMarked;
