/**
 * A provider asks a host to run and to stop pods.
 *
 * <p>Owns requests and their outcomes; must not decide about admission, which is the handler's part.
 */
@NullMarked
package io.beemesh.mesh.pod;

import org.jspecify.annotations.NullMarked;
