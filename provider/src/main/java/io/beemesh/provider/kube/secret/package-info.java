/**
 * The door to the API server for the provider's own Secrets.
 *
 * <p>Must not show what they hold.
 */
@NullMarked
package io.beemesh.provider.kube.secret;

import org.jspecify.annotations.NullMarked;
