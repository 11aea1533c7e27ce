/**
 * What the machine does for the agent's rooms: programs run, memory mounted, files held and shown elsewhere, trees of
 * them deleted.
 *
 * <p>Owns how that is done and how long it may take. It must not know pods, Podman or the mesh.
 */
@NullMarked
package io.beemesh.agent.system;

import org.jspecify.annotations.NullMarked;
