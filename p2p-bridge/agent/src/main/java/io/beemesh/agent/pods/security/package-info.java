/**
 * Whom a container's processes run as, judged as the kubelet judges it.
 *
 * <p>Owns the choice between pod, container and image. Must not read anything but the image's list of accounts.
 */
@NullMarked
package io.beemesh.agent.pods.security;

import org.jspecify.annotations.NullMarked;
