/**
 * The files that the log of a container was before it got too long for one.
 *
 * <p>Owns their names, their number and their compression, for as long as the container is there: Podman removes them
 * with it. It must not read or write what is in a log.
 */
@NullMarked
package io.beemesh.agent.rotation;

import org.jspecify.annotations.NullMarked;
