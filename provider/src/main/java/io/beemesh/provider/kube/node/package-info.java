/**
 * The door to the API server for the virtual node: its Node object and its lease.
 *
 * <p>Must not decide what they say.
 */
@NullMarked
package io.beemesh.provider.kube.node;

import org.jspecify.annotations.NullMarked;
