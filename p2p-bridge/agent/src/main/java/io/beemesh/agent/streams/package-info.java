/**
 * What people see and say through the mesh: logs, commands, the processes of containers and the ports of
 * pods.
 *
 * <p>Owns reading log files, following them, joining Podman's sessions to the mesh's, and connecting to ports. It must
 * not start, stop or change containers.
 */
@NullMarked
package io.beemesh.agent.streams;

import org.jspecify.annotations.NullMarked;
