/**
 * What a host gets to know with a pod: the pod and the objects that it names.
 *
 * <p>Owns how those are found and put together. Must not read anything that the pod does not name.
 */
@NullMarked
package io.beemesh.provider.pods.resolve;

import org.jspecify.annotations.NullMarked;
