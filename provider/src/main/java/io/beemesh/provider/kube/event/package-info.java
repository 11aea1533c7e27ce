/**
 * The door to the API server for events of objects other than pods.
 *
 * <p>Must not decide what is worth an event.
 */
@NullMarked
package io.beemesh.provider.kube.event;

import org.jspecify.annotations.NullMarked;
