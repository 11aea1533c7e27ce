/**
 * Claims of the mesh's own StorageClass, and the volumes that are made for them.
 *
 * <p>Owns making and deleting volumes at the API server. Must not choose hosts.
 */
@NullMarked
package io.beemesh.provider.resource.storage;

import org.jspecify.annotations.NullMarked;
