/** An API server in memory, one fake a port. */
@NullMarked
package io.beemesh.provider.kube.node.testing;

import org.jspecify.annotations.NullMarked;
