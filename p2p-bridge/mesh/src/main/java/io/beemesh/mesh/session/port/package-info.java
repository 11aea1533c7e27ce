/**
 * Connections to ports of pods.
 *
 * <p>Owns how their two directions go over a stream and end; must not know who asks for one, nor how a host connects.
 */
@NullMarked
package io.beemesh.mesh.session.port;

import org.jspecify.annotations.NullMarked;
