/** The virtual node, its hosts and their identities on a real cluster, with hosts that only pretend to run pods. */
@NullMarked
package io.beemesh.e2e.node;

import org.jspecify.annotations.NullMarked;
