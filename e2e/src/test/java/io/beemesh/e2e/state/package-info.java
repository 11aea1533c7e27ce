/**
 * Stateful workloads and their groups, on real hosts.
 *
 * <p>Must not know how a group is kept.
 */
@NullMarked
package io.beemesh.e2e.state;

import org.jspecify.annotations.NullMarked;
