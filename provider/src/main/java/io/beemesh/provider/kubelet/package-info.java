/**
 * The kubelet's API of the virtual node on port 10250: one file a verb, and the server that serves them.
 *
 * <p>Owns routes, the kubelet's answers and error texts, and the ports to what stands behind a verb. Must not know the
 * API server's client, Quarkus or how a host is reached.
 */
@NullMarked
package io.beemesh.provider.kubelet;

import org.jspecify.annotations.NullMarked;
