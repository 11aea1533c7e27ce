/**
 * An installation of the provider inside the cluster: the Services in front of it, the rights that it has, and what has
 * to go when it goes.
 *
 * <p>Must not know Helm: it finds what is there by name.
 */
@NullMarked
package io.beemesh.provider.kube.install;

import org.jspecify.annotations.NullMarked;
