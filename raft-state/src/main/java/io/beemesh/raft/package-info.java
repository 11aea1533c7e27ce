/**
 * State that the hosts of one workload hold together: groups of Apache Ratis over libp2p streams.
 *
 * <p>Owns everything that knows Ratis; must not know Kubernetes or Podman.
 */
@NullMarked
package io.beemesh.raft;

import org.jspecify.annotations.NullMarked;
