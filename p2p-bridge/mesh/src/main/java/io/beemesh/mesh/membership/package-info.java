/**
 * Who belongs to a mesh, and what that allows.
 *
 * <p>Owns records, their proof, revocations and the gate; must not open streams.
 */
@NullMarked
package io.beemesh.mesh.membership;

import org.jspecify.annotations.NullMarked;
