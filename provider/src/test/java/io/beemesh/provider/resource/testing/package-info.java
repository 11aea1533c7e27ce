/** What runs the nodes of pools, in memory. */
@NullMarked
package io.beemesh.provider.resource.testing;

import org.jspecify.annotations.NullMarked;
