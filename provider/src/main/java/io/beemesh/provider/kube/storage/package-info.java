/**
 * The door to the API server for what we write on PersistentVolumes.
 *
 * <p>Must not decide where a volume is.
 */
@NullMarked
package io.beemesh.provider.kube.storage;

import org.jspecify.annotations.NullMarked;
