/**
 * Who the members of a stateful workload's group are to be; pure.
 *
 * <p>Owns which workloads have a group and which hosts are its members. Must not ask hosts or the API server.
 */
@NullMarked
package io.beemesh.provider.state;

import org.jspecify.annotations.NullMarked;
