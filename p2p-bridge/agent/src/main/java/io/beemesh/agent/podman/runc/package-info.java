/**
 * Commands in containers by runc itself, as containerd runs them: Podman's own way takes twice as long, for a monitor
 * process and several writes of its database.
 *
 * <p>Owns runc's command line, its state folder and what it logs. It must not know libpod, start containers, or run
 * what Podman has to know of.
 */
@NullMarked
package io.beemesh.agent.podman.runc;

import org.jspecify.annotations.NullMarked;
