/**
 * What people see and say through the mesh: logs, commands and the processes of containers.
 *
 * <p>Owns reading log files, following them, and joining Podman's sessions to the mesh's. It must not start, stop or
 * change containers.
 */
@NullMarked
package io.beemesh.agent.streams;

import org.jspecify.annotations.NullMarked;
