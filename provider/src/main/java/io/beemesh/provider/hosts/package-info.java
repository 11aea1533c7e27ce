/**
 * The provider's end of the mesh: which hosts are attached, what they offer, what runs on them, and how to ask them.
 *
 * <p>Owns the host table. Must not know of the API server, nor decide where a pod goes.
 */
@NullMarked
package io.beemesh.provider.hosts;

import org.jspecify.annotations.NullMarked;
