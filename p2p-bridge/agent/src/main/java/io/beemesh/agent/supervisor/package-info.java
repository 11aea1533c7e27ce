/**
 * Who started the agent and wants to know how it is: systemd, by sd_notify(3).
 *
 * <p>Owns what is told, how often, and the socket that the JDK does not have. It must not know pods, Podman or the
 * mesh: what counts as alive comes in from outside.
 */
@NullMarked
package io.beemesh.agent.supervisor;

import org.jspecify.annotations.NullMarked;
