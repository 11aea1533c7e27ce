/**
 * The clients of the API server: made, changed with their user's credential, and kept from writing when they may not.
 *
 * <p>Must not know what is asked of the API server.
 */
@NullMarked
package io.beemesh.provider.kube.client;

import org.jspecify.annotations.NullMarked;
