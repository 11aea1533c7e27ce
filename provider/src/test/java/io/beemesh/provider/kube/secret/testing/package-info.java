/** Secrets in memory. */
@NullMarked
package io.beemesh.provider.kube.secret.testing;

import org.jspecify.annotations.NullMarked;
